//! The shop on the rig's database: one copy of auth, two of the mall, and the gateway before them (T7).

use std::time::Duration;

use anyhow::{Context, Result, bail};
use dev_deployment::{
    deployment::{Deployment, Order},
    hostnames::Hostnames,
    process::Output,
    psql, topology,
};
use lab_scenarios::{crowd, place::Place};
use serde_json::Value;
use ureq::Agent;
use url::Url;

use crate::rig::{DATABASE, Rig};

/// The longest that a copy may take for an answer: requests are given up after ten seconds.
const PATIENCE: Duration = Duration::from_secs(15);

/// What a copy says of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knows {
    Member,
    Guest,
    /// 503: it cannot tell.
    Unclear,
}

/// The shop, running.
pub struct Shop {
    deployment: Deployment,
    hostnames: Hostnames,
    cookie: &'static str,
    pub port: u16,
}

/// Asks the copies one by one, from a thread of its own.
#[derive(Clone)]
pub struct Asker {
    agent: Agent,
    /// Name, port and host of every copy.
    copies: Vec<(String, u16, String)>,
    cookie: &'static str,
}

impl Shop {
    /// Starts it, with an account for each of so many visitors.
    pub fn start(rig: &Rig, port: u16, visitors: u16, output: &Output) -> Result<Self> {
        let database = rig.database()?;
        let row = topology::find("T7")?;
        let order = Order {
            auth: Some(1),
            mall: Some(2),
            environment: &[("METRICS_ADDR", None), ("RUST_LOG", None)],
            output: output.clone(),
            ..Order::of(row, port, DATABASE)
        };
        let hostnames = order.hostnames.clone();
        let deployment = Deployment::on(database, &order, &mut |_, url| Ok(url.to_owned()))?;
        psql::ask_as_owner(&deployment.database().urls.owner, &[&crowd::accounts(visitors)])?;
        Ok(Self {
            deployment,
            hostnames,
            cookie: row.cookie_name(),
            port,
        })
    }

    /// Its addresses for visitors.
    pub fn place(&self) -> Result<Place> {
        let url = |host: &str| Url::parse(&format!("http://{host}:{}/", self.port));
        Ok(Place {
            mall: url(&self.hostnames.mall)?,
            auth: url(&self.hostnames.auth)?,
            cookie: self.cookie.to_owned(),
            auth_only: false,
        })
    }

    /// Fails if a copy ended by itself.
    pub fn check(&mut self) -> Result<()> {
        self.deployment.check()
    }

    /// Runs statements as the owner of the database.
    pub fn ask(&self, statements: &[&str]) -> Result<String> {
        psql::ask_as_owner(&self.deployment.database().urls.owner, statements)
    }

    pub fn asker(&self) -> Asker {
        let copies = self.deployment.copies.iter().map(|copy| {
            let host = if copy.name().starts_with("auth") {
                &self.hostnames.auth
            } else {
                &self.hostnames.mall
            };
            (
                copy.name().to_owned(),
                copy.copy.port,
                format!("{host}:{}", self.port),
            )
        });
        Asker {
            agent: Agent::config_builder()
                .http_status_as_error(false)
                .timeout_global(Some(PATIENCE))
                .build()
                .new_agent(),
            copies: copies.collect(),
            cookie: self.cookie,
        }
    }
}

impl Asker {
    pub const fn copies(&self) -> usize {
        self.copies.len()
    }

    pub fn name(&self, copy: usize) -> &str {
        &self.copies[copy % self.copies.len()].0
    }

    /// What a copy says of a session, by the value of its cookie.
    pub fn ask(&self, copy: usize, session: &str) -> Result<Knows> {
        let (name, port, host) = &self.copies[copy % self.copies.len()];
        let mut answer = self
            .agent
            .get(format!("http://127.0.0.1:{port}/api/session/viewer"))
            .header("host", host)
            .header("x-forwarded-for", "127.0.0.1")
            .header("cookie", format!("{}={session}", self.cookie))
            .call()
            .with_context(|| format!("{name} does not answer"))?;
        let status = answer.status().as_u16();
        let text = answer.body_mut().read_to_string()?;
        let state = serde_json::from_str::<Value>(&text).unwrap_or_default();
        match (status, state["state"].as_str()) {
            (200, Some("member")) => Ok(Knows::Member),
            (200, Some("guest")) => Ok(Knows::Guest),
            (503, _) | (200, Some("unavailable")) => Ok(Knows::Unclear),
            _ => bail!("{name} answers {status}: {text}"),
        }
    }
}
