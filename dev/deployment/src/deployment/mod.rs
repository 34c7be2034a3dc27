//! A running deployment: database, copies, gateway. Dropping it ends them, in that order from the back.

mod copy;
mod recipe;

use std::{mem, process::Command, time::Duration};

use anyhow::{Context, Result};

use crate::{
    database::{Database, LOGINS},
    paint,
    plan::{Choice, Copy, Plan},
    port, probe,
    process::{self, Output, Process},
    site, stop,
    topology::{MALL_HOST, Topology},
    workspace,
};
pub use copy::RunningCopy;
use recipe::Recipe;

/// A debug build that migrates and seeds on a busy machine is not fast.
const START_LIMIT: Duration = Duration::from_mins(2);
/// Copies listen this far above the public port, so that several deployments keep out of each other's way.
const COPIES_ABOVE: u16 = 1001;

/// What to start.
pub struct Order<'a> {
    /// The row of the table.
    pub topology: &'a Topology,
    /// The public port; copies behind the gateway get free ones more than 1,000 above it.
    pub port: u16,
    /// How many copies of auth, if not as many as the topology says.
    pub auth: Option<u16>,
    /// How many copies of the mall (or of the monolith behind the gateway), if not as many as the topology says.
    pub mall: Option<u16>,
    /// How the gateway chooses a copy.
    pub balance: &'a str,
    /// Where sessions are kept, if not where the topology keeps them.
    pub store: Option<&'a str>,
    /// For every copy besides; none takes a variable of the terminal's away.
    pub environment: &'a [(&'a str, Option<&'a str>)],
    /// The name of its database.
    pub database: &'a str,
    /// Whether the optimised programs are started.
    pub release: bool,
    /// Where its processes write to.
    pub output: Output,
}

/// What runs.
pub struct Deployment {
    /// The copies of its services, running or not.
    pub copies: Vec<RunningCopy>,
    gateway: Option<Process>,
    // After the processes: fields are dropped in this order, and a server outlives its users.
    database: Database,
}

impl<'a> Order<'a> {
    /// The topology as its row in the table says.
    pub fn of(topology: &'a Topology, port: u16, database: &'a str) -> Self {
        Self {
            topology,
            port,
            auth: None,
            mall: None,
            balance: topology.balance,
            store: None,
            environment: &[],
            database,
            release: false,
            output: Output::Terminal,
        }
    }

    fn plan(&self) -> Result<Plan> {
        let mut from = self
            .port
            .checked_add(COPIES_ABOVE)
            .context("the port is too high to find others above it")?;
        let choice = Choice {
            port: self.port,
            services: &self.topology.services(self.auth, self.mall),
            balance: self.balance,
            store: self.store,
        };
        Ok(Plan::new(self.topology, &choice, || {
            let free = port::next_free(from).unwrap_or(from);
            from = free + 1;
            free
        }))
    }
}

impl Deployment {
    /// Starts everything and returns when a browser can come.
    pub fn start(order: &Order<'_>) -> Result<Self> {
        let database = Database::start(order.database, order.release)?;
        Self::on(database, order, &mut |_, url| Ok(url.to_owned()))
    }

    /// The same on a database that runs already. `way` may lead a copy there by another way than its connection string.
    pub fn on(
        database: Database,
        order: &Order<'_>,
        way: &mut dyn FnMut(&Copy, &str) -> Result<String>,
    ) -> Result<Self> {
        let Plan {
            copies,
            gateway,
            environment,
        } = order.plan()?;
        let session_key = (order.store.unwrap_or(order.topology.store) == "cookie")
            .then(session_key)
            .transpose()?;
        let mut deployment = Self {
            copies: Vec::new(),
            gateway: None,
            database,
        };
        for copy in copies {
            let url = deployment.database.urls.of(copy.program).to_owned();
            let mut recipe = Recipe::new(copy.program, order.release);
            for (name, value) in environment
                .iter()
                .cloned()
                .chain(Plan::environment_of(&copy, &site::root()))
            {
                recipe.set(name, value);
            }
            // Only where sessions are sealed into the browser's cookie.
            if let Some(key) = &session_key {
                recipe.set("SESSION_KEY", key);
            }
            for (name, value) in order.environment {
                match value {
                    Some(value) => recipe.set(name, *value),
                    None => recipe.forget(name),
                }
            }
            recipe.set("DATABASE_URL", way(&copy, &url)?);
            if copy.program == "monolith" {
                for (role, variable) in LOGINS {
                    if let Some(url) = deployment.database.urls.login(role) {
                        recipe.set(variable, way(&copy, url)?);
                    }
                }
            }
            deployment
                .copies
                .push(RunningCopy::new(copy, recipe, url, order.output.clone()));
        }
        deployment.migrate(&order.output)?;
        deployment.start_copies()?;
        if let Some(arguments) = &gateway {
            deployment.start_gateway(arguments, order)?;
        }
        Ok(deployment)
    }

    /// Once, by the owner and before the copies: they may not, or would do it themselves, one waiting for the other.
    fn migrate(&self, output: &Output) -> Result<()> {
        let Some(copy) = self.copies.first() else {
            return Ok(());
        };
        let mut migrate = copy.operate(&["migrate"]);
        process::run_named(
            "migrate",
            migrate.env("DATABASE_URL", &self.database.urls.owner),
            output,
        )
    }

    fn start_copies(&mut self) -> Result<()> {
        self.copies.iter_mut().try_for_each(RunningCopy::start)?;
        for index in 0..self.copies.len() {
            self.copies[index].wait_until_ready()?;
            self.check()?;
        }
        Ok(())
    }

    fn start_gateway(&mut self, arguments: &[String], order: &Order<'_>) -> Result<()> {
        let mut command = Command::new(workspace::program("gateway", order.release));
        self.gateway = Some(Process::start("gateway", command.args(arguments), &order.output)?);
        for port in order.topology.public_ports(order.port) {
            probe::wait_until_ready(port, MALL_HOST, "/livez", START_LIMIT, || self.check())?;
        }
        Ok(())
    }

    /// Returns when somebody asked to stop; fails when a part of it ended by itself.
    pub fn watch(&mut self) -> Result<()> {
        let end = loop {
            if stop::check_interrupt().is_err() {
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

    /// Fails when a part of it ended that nobody ended.
    pub fn check(&mut self) -> Result<()> {
        self.copies.iter_mut().try_for_each(RunningCopy::check)?;
        self.gateway.as_mut().map_or(Ok(()), Process::check)?;
        self.database.check()
    }

    /// The database that all copies share.
    pub fn database(&self) -> &Database {
        &self.database
    }
}

impl Drop for Deployment {
    fn drop(&mut self) {
        let copies = mem::take(&mut self.copies);
        let processes = copies.into_iter().filter_map(RunningCopy::into_process);
        process::end(processes.chain(self.gateway.take()).collect());
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
