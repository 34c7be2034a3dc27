//! Pods.

use serde::Deserialize;

use super::objects::Named;

/// A pod.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PodSpec {
    /// The seconds from being told to end until it is killed.
    #[serde(default = "usual_grace")]
    pub termination_grace_period_seconds: u64,
    /// Its containers; ours have one.
    pub containers: Vec<Container>,
    /// What can be mounted.
    #[serde(default)]
    pub volumes: Vec<Volume>,
}

const fn usual_grace() -> u64 {
    30
}

/// A container.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Container {
    /// The image, with a tag.
    pub image: String,
    /// What follows the image's program.
    #[serde(default)]
    pub args: Vec<String>,
    /// Whole maps of variables.
    #[serde(default)]
    pub env_from: Vec<EnvironmentSource>,
    /// Single variables, over those of the maps.
    #[serde(default)]
    pub env: Vec<Environment>,
    /// The ports, by name.
    #[serde(default)]
    pub ports: Vec<ContainerPort>,
    /// The probe that says whether the container has started.
    pub startup_probe: Option<Probe>,
    /// The probe that says whether the container has to be started again.
    pub liveness_probe: Option<Probe>,
    /// Whether visitors are sent to it.
    pub readiness_probe: Option<Probe>,
    /// What happens before the signal to end.
    pub lifecycle: Option<Lifecycle>,
    /// Where volumes are seen.
    #[serde(default)]
    pub volume_mounts: Vec<Mount>,
}

/// A map whose entries become variables.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EnvironmentSource {
    /// Which map.
    pub config_map_ref: Named,
}

/// A variable.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Environment {
    /// Its name.
    pub name: String,
    /// Its value; without one it is the pod's name, the only field that our manifests refer to.
    pub value: Option<String>,
}

/// A port of a container.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContainerPort {
    /// Its name.
    pub name: String,
    /// Its number.
    pub container_port: u16,
}

/// A question to a container.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Probe {
    /// What is asked.
    pub http_get: HttpGet,
    /// The seconds between two questions.
    #[serde(default = "usual_period")]
    pub period_seconds: u64,
    /// The seconds that the answer may take.
    #[serde(default = "one")]
    pub timeout_seconds: u64,
    /// The number of bad answers in a row after which the answer is no.
    #[serde(default = "usual_failures")]
    pub failure_threshold: u64,
}

const fn usual_period() -> u64 {
    10
}

const fn one() -> u64 {
    1
}

const fn usual_failures() -> u64 {
    3
}

/// What a [`Probe`] asks.
#[derive(Debug, Clone, Deserialize)]
pub struct HttpGet {
    /// The path.
    pub path: String,
    /// The port's name.
    pub port: String,
}

/// What happens before the signal to end.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Lifecycle {
    /// A pause.
    pub pre_stop: PreStop,
}

/// A pause before the signal to end.
#[derive(Debug, Clone, Deserialize)]
pub struct PreStop {
    /// How long.
    pub sleep: Sleep,
}

/// A number of seconds.
#[derive(Debug, Clone, Deserialize)]
pub struct Sleep {
    /// The seconds.
    pub seconds: u64,
}

/// Where a volume is seen.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Mount {
    /// The volume.
    pub name: String,
    /// The folder.
    pub mount_path: String,
}

/// What can be mounted.
#[derive(Debug, Clone, Deserialize)]
pub struct Volume {
    /// Its name.
    pub name: String,
    /// The secret that it shows; without one it is an empty folder.
    pub secret: Option<SecretVolume>,
}

/// A secret as files.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SecretVolume {
    /// The secret.
    pub secret_name: String,
    /// Which of its keys, and as which files.
    pub items: Vec<Item>,
}

/// A key of a secret as a file.
#[derive(Debug, Clone, Deserialize)]
pub struct Item {
    /// The key.
    pub key: String,
    /// The file.
    pub path: String,
}
