//! A running deployment: database, copies, gateway. Dropping it ends them, in that order from the back.

mod copy;
mod recipe;

use std::{mem, process::Command, time::Duration};

use anyhow::{Context, Result};

use crate::{
    database::{Database, LOGINS},
    hostnames::Hostnames,
    paint,
    plan::{self, Choice, Copy, Plan},
    port, probe,
    process::{self, Output, Process},
    site, stop,
    topology::Topology,
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
    /// The public port.
    pub port: u16,
    /// Copies behind a gateway get free ports from this one on; `None`: more than 1,000 above the public one.
    pub copies_from: Option<u16>,
    /// The host names.
    pub hostnames: Hostnames,
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
    /// What the gateway is told, where there is one.
    pub front: Option<plan::Gateway>,
    further: Further,
    gateway: Option<Process>,
    // After the processes: fields are dropped in this order, and a server outlives its users.
    database: Database,
}

/// What further copies need.
struct Further {
    environment: Vec<(String, Option<String>)>,
    host: String,
    release: bool,
    output: Output,
    /// The port from which on a free one is looked for.
    ports: u16,
}

/// The way of a copy to its database: its connection string, made from the one that leads there straight.
pub type Way<'a> = dyn FnMut(&Copy, &str) -> Result<String> + 'a;

impl<'a> Order<'a> {
    /// The topology as its row in the table says.
    pub fn of(topology: &'a Topology, port: u16, database: &'a str) -> Self {
        Self {
            topology,
            port,
            copies_from: None,
            hostnames: Hostnames::default(),
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

    /// The plan, and the first port after those that it takes.
    fn plan(&self, always_behind_gateway: bool) -> Result<(Plan, u16)> {
        let above = || self.port.checked_add(COPIES_ABOVE);
        let mut from = self
            .copies_from
            .or_else(above)
            .context("the port is too high to find others above it")?;
        let choice = Choice {
            port: self.port,
            services: &self.topology.services(self.auth, self.mall),
            balance: self.balance,
            store: self.store,
            hostnames: &self.hostnames,
            always_behind_gateway,
        };
        let plan = Plan::new(self.topology, &choice, || {
            let free = port::next_free(from).unwrap_or(from);
            from = free + 1;
            free
        });
        Ok((plan, from))
    }
}

impl Deployment {
    /// Starts everything and returns when a browser can come.
    pub fn start(order: &Order<'_>) -> Result<Self> {
        let database = Database::start(order.database, order.release)?;
        Self::on(database, order, &mut |_, url| Ok(url.to_owned()))
    }

    /// The same on a database that runs already. `way` may lead a copy there by another way than its connection string.
    pub fn on(database: Database, order: &Order<'_>, way: &mut Way<'_>) -> Result<Self> {
        let mut deployment = Self::planned(database, order, false, way)?;
        deployment.migrate(&order.output)?;
        deployment.start_copies()?;
        deployment.start_gateway(order)?;
        Ok(deployment)
    }

    /// A deployment of which nothing runs yet, on a database with all its tables. Its gateway is somebody else's, who is told
    /// [`front`](Self::front).
    pub fn behind_gateway(database: Database, order: &Order<'_>, way: &mut Way<'_>) -> Result<Self> {
        Self::planned(database, order, true, way)
    }

    fn planned(
        database: Database,
        order: &Order<'_>,
        always_behind_gateway: bool,
        way: &mut Way<'_>,
    ) -> Result<Self> {
        let (plan, ports) = order.plan(always_behind_gateway)?;
        let mut environment: Vec<(String, Option<String>)> = plan
            .environment
            .into_iter()
            .map(|(name, value)| (name.to_owned(), Some(value)))
            .collect();
        // Only where sessions are sealed into the browser's cookie.
        if order.store.unwrap_or(order.topology.store) == "cookie" {
            environment.push(("SESSION_KEY".to_owned(), Some(session_key()?)));
        }
        let more = order.environment.iter();
        environment.extend(more.map(|(name, value)| ((*name).to_owned(), value.map(str::to_owned))));
        let mut deployment = Self {
            copies: Vec::new(),
            front: plan.gateway,
            further: Further {
                environment,
                host: order.hostnames.mall.clone(),
                release: order.release,
                output: order.output.clone(),
                ports,
            },
            gateway: None,
            database,
        };
        for copy in plan.copies {
            deployment.prepare(copy, way)?;
        }
        Ok(deployment)
    }

    /// Adds a copy to those of a service, with the next number; it does not run yet.
    pub fn add_copy(&mut self, service: &str, way: &mut Way<'_>) -> Result<&mut RunningCopy> {
        let copies = || self.copies.iter().filter(|copy| copy.copy.program == service);
        let program = copies().next().map(|copy| copy.copy.program);
        let program = program.with_context(|| format!("there is no service {service}"))?;
        let number = |copy: &RunningCopy| copy.name().rsplit_once('-')?.1.parse::<u16>().ok();
        let last = copies().filter_map(number).max().unwrap_or(1);
        let port = port::next_free(self.further.ports)?;
        self.further.ports = port + 1;
        self.prepare(Copy::numbered(program, last + 1, port), way)
    }

    /// Ends a copy, if it runs, and takes it away.
    pub fn remove_copy(&mut self, name: &str) -> Result<()> {
        let place = self.copies.iter().position(|copy| copy.name() == name);
        let place = place.with_context(|| format!("there is no copy {name}"))?;
        process::end(self.copies.remove(place).into_process().into_iter().collect());
        Ok(())
    }

    fn prepare(&mut self, copy: Copy, way: &mut Way<'_>) -> Result<&mut RunningCopy> {
        let url = self.database.urls.of(copy.program).to_owned();
        let Further {
            environment,
            host,
            release,
            output,
            ..
        } = &self.further;
        let mut recipe = Recipe::new(copy.program, *release);
        for (name, value) in Plan::environment_of(&copy, &site::root()) {
            recipe.set(name, value);
        }
        for (name, value) in environment {
            match value {
                Some(value) => recipe.set(name, value),
                None => recipe.forget(name),
            }
        }
        recipe.set("DATABASE_URL", way(&copy, &url)?);
        if copy.program == "monolith" {
            for (role, variable) in LOGINS {
                if let Some(url) = self.database.urls.login(role) {
                    recipe.set(variable, way(&copy, url)?);
                }
            }
        }
        let copy = RunningCopy::new(copy, recipe, url, host.clone(), output.clone());
        self.copies.push(copy);
        Ok(self.copies.last_mut().expect("it was just added"))
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

    /// Starts all copies at once and returns when they answer.
    pub fn start_copies(&mut self) -> Result<()> {
        self.copies.iter_mut().try_for_each(RunningCopy::start)?;
        for index in 0..self.copies.len() {
            self.copies[index].wait_until_ready()?;
            self.check()?;
        }
        Ok(())
    }

    fn start_gateway(&mut self, order: &Order<'_>) -> Result<()> {
        let Some(front) = &self.front else { return Ok(()) };
        let copies: Vec<_> = self.copies.iter().map(|copy| copy.copy.clone()).collect();
        let (arguments, ports) = (front.arguments(&copies), front.listen.clone());
        let mut command = Command::new(workspace::program("gateway", order.release));
        self.gateway = Some(Process::start("gateway", command.args(arguments), &order.output)?);
        for port in ports {
            probe::wait_until_ready(port, &order.hostnames.mall, "/livez", START_LIMIT, || {
                self.check()
            })?;
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

/// A key for sessions that are sealed into the browser's cookie: 64 random bytes, in hexadecimal.
pub fn session_key() -> Result<String> {
    use std::io::Read;
    let mut bytes = [0; 64];
    std::fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    let hex = bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16));
    Ok(hex.collect())
}
