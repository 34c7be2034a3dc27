//! A running deployment: database, copies, gateway. Dropping it ends them, in that order from the back.

use std::{process::Command, time::Duration};

use anyhow::{Context, Result};

use crate::{
    database::Database,
    paint,
    plan::{Copy, Plan},
    port, probe,
    process::{self, Process},
    site, stop,
    topology::{MALL_HOST, Topology},
    workspace,
};

/// A debug build that migrates and seeds on a busy machine is not fast.
const START_LIMIT: Duration = Duration::from_secs(120);
/// Copies listen this far above the public port, so that several deployments keep out of each other's way.
const COPIES_ABOVE: u16 = 1001;

/// What to start.
pub struct Order<'a> {
    pub topology: &'a Topology,
    pub port: u16,
    pub auth: Option<u16>,
    pub mall: Option<u16>,
    /// How the gateway chooses a copy.
    pub balance: &'a str,
    pub database: &'a str,
    pub release: bool,
}

/// What runs.
pub struct Deployment {
    processes: Vec<Process>,
    /// Only where sessions are sealed into the browser's cookie.
    session_key: Option<String>,
    // After the processes: fields are dropped in this order, and a server outlives its users.
    database: Database,
}

impl Deployment {
    /// Starts everything and returns when a browser can come.
    pub fn start(order: &Order<'_>) -> Result<Self> {
        let mut from = order
            .port
            .checked_add(COPIES_ABOVE)
            .context("the port is too high to find others above it")?;
        let services = order.topology.services(order.auth, order.mall);
        let plan = Plan::new(order.topology, order.port, &services, order.balance, || {
            let free = port::next_free(from).unwrap_or(from);
            from = free + 1;
            free
        });

        let database = Database::start(order.database, order.release)?;
        let mut deployment = Self {
            processes: Vec::new(),
            session_key: (order.topology.store == "cookie").then(session_key).transpose()?,
            database,
        };
        deployment.migrate(&plan, order.release)?;
        deployment.start_copies(&plan, order)?;
        if let Some(arguments) = &plan.gateway {
            deployment.start_gateway(arguments, order)?;
        }
        Ok(deployment)
    }

    /// Once, before the copies: they would do it themselves, one waiting for the other.
    fn migrate(&self, plan: &Plan, release: bool) -> Result<()> {
        let Some(copy) = plan.copies.first() else {
            return Ok(());
        };
        let mut migrate = self.program(plan, copy, release);
        process::run_named("migrate", migrate.arg("migrate"))
    }

    fn start_copies(&mut self, plan: &Plan, order: &Order<'_>) -> Result<()> {
        for copy in &plan.copies {
            let mut command = self.program(plan, copy, order.release);
            self.processes
                .push(Process::start(&copy.name, command.arg("serve"))?);
        }
        for copy in &plan.copies {
            probe::wait_until_ready(copy.port, MALL_HOST, "/readyz", START_LIMIT, &mut self.processes)?;
            self.database.check()?;
        }
        Ok(())
    }

    fn start_gateway(&mut self, arguments: &[String], order: &Order<'_>) -> Result<()> {
        let mut command = Command::new(workspace::program("gateway", order.release));
        self.processes
            .push(Process::start("gateway", command.args(arguments))?);
        for port in order.topology.public_ports(order.port) {
            probe::wait_until_ready(port, MALL_HOST, "/livez", START_LIMIT, &mut self.processes)?;
        }
        Ok(())
    }

    fn program(&self, plan: &Plan, copy: &Copy, release: bool) -> Command {
        let mut command = Command::new(workspace::program(copy.program, release));
        command.current_dir(workspace::root());
        // Left over from the terminal they would turn one topology into another.
        command.env_remove("SESSION_COOKIE_DOMAIN").env_remove("LAB");
        command.envs(plan.environment.iter().map(|(name, value)| (name, value)));
        command.envs(Plan::environment_of(copy, &site::root()));
        command.env("DATABASE_URL", &self.database.url);
        if let Some(key) = &self.session_key {
            command.env("SESSION_KEY", key);
        }
        command
    }

    /// Returns when somebody asked to stop; fails when a part of it ended by itself.
    pub fn watch(&mut self) -> Result<()> {
        let end = loop {
            if stop::beat().is_err() {
                break Ok(());
            }
            if let Err(error) = self.check() {
                break Err(error);
            }
        };
        let why = end
            .as_ref()
            .err()
            .map(|error: &anyhow::Error| format!(", because {error}"));
        eprintln!(
            "{}",
            paint::dim(&format!("stopping{} …", why.unwrap_or_default()))
        );
        end
    }

    fn check(&mut self) -> Result<()> {
        self.processes.iter_mut().try_for_each(Process::check)?;
        self.database.check()
    }
}

impl Drop for Deployment {
    fn drop(&mut self) {
        process::end(&mut self.processes);
    }
}

/// 64 random bytes, the same for every copy of one deployment and gone with it.
fn session_key() -> Result<String> {
    use std::io::Read;
    let mut bytes = [0; 64];
    std::fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    let hex = bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16));
    Ok(hex.collect())
}
