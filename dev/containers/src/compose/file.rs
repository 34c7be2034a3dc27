//! The part of the compose specification that our files use.

use std::{collections::BTreeMap, fmt, path::PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value;

/// A compose file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// The project's name.
    pub name: Option<String>,
    /// The services by their names.
    pub services: BTreeMap<String, Service>,
    /// The networks by their names.
    #[serde(default)]
    pub networks: BTreeMap<String, Network>,
    /// The volumes by their names.
    #[serde(default)]
    pub volumes: BTreeMap<String, Value>,
    /// The secrets by their names.
    #[serde(default)]
    pub secrets: BTreeMap<String, Secret>,
}

/// A network.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Network {
    /// Whether the network leads nowhere else.
    #[serde(default)]
    pub internal: bool,
}

/// A secret.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secret {
    /// The file that holds it.
    pub file: PathBuf,
}

/// One service.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Service {
    /// The image.
    pub image: Option<String>,
    /// How the image is built.
    pub build: Option<Build>,
    /// What follows the image's program.
    pub command: Vec<String>,
    /// What is said to the processes.
    pub environment: BTreeMap<String, Scalar>,
    /// The secrets that they can read, below `/run/secrets`.
    pub secrets: Vec<String>,
    /// What has to be there before.
    pub depends_on: BTreeMap<String, Dependency>,
    /// The question whether it is well.
    pub healthcheck: Option<HealthCheck>,
    /// The ports that are published, as `address:port:port of the container`.
    pub ports: Vec<String>,
    /// The networks that it is on.
    pub networks: Vec<String>,
    /// The files and volumes that it sees, as `from:to` with options.
    pub volumes: Vec<String>,
    /// The folders that are in memory.
    pub tmpfs: Vec<String>,
    /// The user and the group of its processes.
    pub user: Option<String>,
    /// Whether the container's files cannot be changed.
    pub read_only: bool,
    /// The capabilities that it does not have.
    pub cap_drop: Vec<String>,
    /// The capabilities that it has all the same.
    pub cap_add: Vec<String>,
    /// Further restrictions.
    pub security_opt: Vec<String>,
    /// The most memory that it takes.
    pub mem_limit: Option<String>,
    /// When it is started again.
    pub restart: Option<String>,
    /// The time from the signal to stop until it is killed.
    pub stop_grace_period: Option<String>,
    /// The number of its copies, among other things.
    pub deploy: Option<Deploy>,
}

/// How an image is built.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Build {
    /// The folder of the context, from the compose file on.
    pub context: PathBuf,
    /// The stage.
    pub target: String,
    /// The arguments.
    #[serde(default)]
    pub args: BTreeMap<String, String>,
}

/// What a service waits for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dependency {
    /// The state of the other service.
    pub condition: Condition,
}

/// The state of a service that another one waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// The service has begun.
    ServiceStarted,
    /// The service's health check has succeeded.
    ServiceHealthy,
    /// The service has ended without an error.
    ServiceCompletedSuccessfully,
}

/// The question whether a service is well.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HealthCheck {
    /// `CMD`, then a program and its arguments.
    pub test: Vec<String>,
    /// The time between two questions.
    pub interval: Option<String>,
    /// The longest that the answer takes.
    pub timeout: Option<String>,
    /// The number of bad answers after which it is not well.
    pub retries: Option<u32>,
    /// The time in which bad answers do not count.
    pub start_period: Option<String>,
    /// The time between two questions in that time.
    pub start_interval: Option<String>,
}

/// What concerns copies.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deploy {
    /// The number of copies.
    pub replicas: Option<u16>,
}

/// A value of the environment. YAML's truth values are none: which text would they be?
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Scalar {
    /// A text.
    Text(String),
    /// A whole number.
    Number(i64),
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => number.fmt(f),
        }
    }
}

impl Service {
    /// The number of its copies.
    #[must_use]
    pub fn copies(&self) -> u16 {
        self.deploy
            .as_ref()
            .and_then(|deploy| deploy.replicas)
            .unwrap_or(1)
    }
}

/// The address and the two ports of a published port: outside and in the container.
pub fn published(port: &str) -> Result<(&str, u16, u16)> {
    let parts: Vec<_> = port.split(':').collect();
    let [address, outside, inside] = parts[..] else {
        anyhow::bail!("{port}: it is written as address:port:port");
    };
    Ok((address, outside.parse()?, inside.parse()?))
}

/// The seconds in a duration such as `20s`.
pub fn seconds(duration: &str) -> Result<u64> {
    let number = duration.strip_suffix('s').and_then(|number| number.parse().ok());
    number.with_context(|| format!("{duration}: it is written in seconds, such as 20s"))
}
