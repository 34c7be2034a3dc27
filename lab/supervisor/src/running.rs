//! The processes of a scene. Everything here blocks and is called where that is allowed.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use anyhow::{Context, Result};
use dev_deployment::{
    deployment::{Deployment, Order, RunningCopy, session_key},
    plan::{Copy, Gateway},
    port,
    process::Output,
    psql,
    tcp_proxy::TcpProxy,
};

use crate::{postgres::Postgres, spec::Spec};

/// The link to the database is this far above the first port of a scene; the copies come before it.
const LINK_ABOVE: u16 = 18;

/// What all scenes of a run share about their processes.
pub struct Surroundings {
    /// The port of the gateway.
    pub port: u16,
    /// Whether the optimised programs are started.
    pub release: bool,
    /// Where processes write to.
    pub output: Output,
    /// The run's key.
    pub key: String,
    /// The origin of the lab's pages.
    pub origin: String,
}

/// The processes of a scene.
pub struct Running {
    deployment: Deployment,
    /// Between the copies and the database.
    link: TcpProxy,
    /// `SESSION_KEY`, by copy, where each has one of its own or it was changed.
    keys: BTreeMap<String, String>,
    own_keys: bool,
    /// The services that write sessions in another format.
    other_format: BTreeSet<String>,
    database: String,
    postgres: Arc<Postgres>,
}

/// A copy, as it was when somebody looked.
#[derive(Clone)]
pub struct CopyNow {
    /// Its name.
    pub name: String,
    /// Its service.
    pub service: String,
    /// Where it listens.
    pub port: u16,
    /// While it runs.
    pub process: Option<u32>,
}

/// How much time is to have passed for a session.
#[derive(Clone, Copy, Debug)]
pub enum Aging {
    /// So much that the next request is given a further id.
    UntilRenewal,
    /// So much that an id which was replaced is good no longer.
    BeyondGrace,
}

impl Running {
    /// Starts a scene on a fresh database, and returns when all copies answer.
    pub fn start(spec: &Spec, ports: u16, around: &Surroundings, postgres: Arc<Postgres>) -> Result<Self> {
        let name = spec.database();
        let database = postgres.create(&name)?;
        let link = TcpProxy::start(port::next_free(ports + LINK_ABOVE)?, postgres.address)?;
        let order = Order {
            hostnames: spec.hostnames.clone(),
            copies_from: Some(ports),
            balance: spec.balance,
            store: Some(&spec.store),
            environment: &environment(around),
            release: around.release,
            output: around.output.clone(),
            ..Order::of(spec.topology, around.port, &name)
        };
        let mut way = |_: &Copy, url: &str| Ok(through(&postgres, &link, url));
        let deployment = Deployment::behind_gateway(database, &order, &mut way)?;
        let mut running = Self {
            deployment,
            link,
            keys: BTreeMap::new(),
            own_keys: spec.own_keys,
            other_format: BTreeSet::new(),
            database: name,
            postgres,
        };
        running.start_all()?;
        Ok(running)
    }

    /// What the gateway is told.
    pub fn front(&self) -> Result<&Gateway> {
        self.deployment
            .front
            .as_ref()
            .context("every scene stands behind the gateway")
    }

    /// All copies.
    pub fn copies(&self) -> Vec<CopyNow> {
        let copies = self.deployment.copies.iter();
        copies
            .map(|copy| CopyNow {
                name: copy.name().to_owned(),
                service: copy.copy.program.to_owned(),
                port: copy.copy.port,
                process: copy.process_id(),
            })
            .collect()
    }

    /// Ends a copy as a power cut would.
    pub fn kill(&mut self, name: &str) -> Result<()> {
        self.copy(name)?.kill()
    }

    /// Ends a copy, if it runs, and starts it again.
    pub fn restart(&mut self, name: &str) -> Result<()> {
        self.end(name)?;
        self.begin(name)?;
        self.copy(name)?.wait_until_ready()
    }

    /// Stops a copy where it stands, or lets it go on.
    pub fn freeze(&mut self, name: &str, frozen: bool) -> Result<()> {
        let copy = self.copy(name)?;
        if frozen { copy.pause() } else { copy.resume() }
    }

    /// Adds a copy to a service; its name.
    pub fn add(&mut self, service: &str) -> Result<String> {
        let (link, postgres) = (&self.link, &self.postgres);
        let mut way = |_: &Copy, url: &str| Ok(through(postgres, link, url));
        let name = self.deployment.add_copy(service, &mut way)?.name().to_owned();
        self.begin(&name)?;
        self.copy(&name)?.wait_until_ready()?;
        Ok(name)
    }

    /// Starts every copy again, with a new key for all of them.
    pub fn rotate_key(&mut self) -> Result<()> {
        let key = session_key()?;
        self.own_keys = false;
        for copy in self.copies() {
            self.keys.insert(copy.name, key.clone());
        }
        self.restart_all(None)
    }

    /// Starts the copies of a service again, as a release that writes sessions in another format.
    pub fn change_format(&mut self, service: &str) -> Result<()> {
        self.other_format.insert(service.to_owned());
        self.restart_all(Some(service))
    }

    /// Lets time pass for the session with this id in the session table.
    pub fn age(&self, aging: Aging, id: &str) -> Result<()> {
        let id = psql::quoted(id);
        let statement = match aging {
            Aging::UntilRenewal => {
                format!(
                    "update session.login set renewed_at = session.now() - interval '1 hour' where id = {id}"
                )
            }
            Aging::BeyondGrace => format!(
                "update session.tombstone set renewed_at = renewed_at - interval '1 minute' where id = {id}"
            ),
        };
        self.postgres.alter(&self.database, &statement)
    }

    /// Lets nothing pass between the copies and the database, or all of it again.
    pub fn pause_database(&mut self, paused: bool) -> Result<()> {
        let done = if paused {
            self.link.hang()
        } else {
            self.link.mend()
        };
        Ok(done?)
    }

    /// Ends the copies and removes the database.
    pub fn end_all(self) -> Result<()> {
        let (database, postgres) = (self.database, self.postgres);
        drop(self.deployment);
        postgres.remove(&database)
    }

    fn restart_all(&mut self, service: Option<&str>) -> Result<()> {
        let of_service = |copy: &CopyNow| service.is_none_or(|service| copy.service == service);
        let names: Vec<_> = self
            .copies()
            .into_iter()
            .filter(of_service)
            .map(|copy| copy.name)
            .collect();
        names.iter().try_for_each(|name| self.end(name))?;
        names.iter().try_for_each(|name| self.begin(name))?;
        names
            .iter()
            .try_for_each(|name| self.copy(name)?.wait_until_ready())
    }

    fn start_all(&mut self) -> Result<()> {
        self.restart_all(None)
    }

    fn end(&mut self, name: &str) -> Result<()> {
        let copy = self.copy(name)?;
        if copy.process_id().is_some() {
            copy.stop()?;
        }
        Ok(())
    }

    fn begin(&mut self, name: &str) -> Result<()> {
        if self.own_keys && !self.keys.contains_key(name) {
            self.keys.insert(name.to_owned(), session_key()?);
        }
        let mut more: Vec<(&str, String)> = Vec::new();
        if let Some(key) = self.keys.get(name) {
            more.push(("SESSION_KEY", key.clone()));
        }
        let service = name.rsplit_once('-').map_or(name, |(service, _)| service);
        if self.other_format.contains(service) {
            more.push(("LAB_FORMAT", "2".to_owned()));
        }
        self.copy(name)?.start_with(&more)
    }

    fn copy(&mut self, name: &str) -> Result<&mut RunningCopy> {
        let mut copies = self.deployment.copies.iter_mut();
        copies
            .find(|copy| copy.name() == name)
            .with_context(|| format!("there is no copy {name}"))
    }
}

/// Told to every copy; what the terminal says about sessions is not heard.
fn environment(around: &Surroundings) -> [(&str, Option<&str>); 17] {
    [
        ("LAB", Some("1")),
        ("LAB_KEY", Some(&around.key)),
        ("LAB_ORIGIN", Some(&around.origin)),
        ("SESSION_PROBE", Some("1")),
        // One visitor at a time, and many copies on one machine.
        ("TOKIO_WORKER_THREADS", Some("1")),
        // A fifth of the memory: the allocator takes pages when they are needed, and gives them back at once.
        ("MIMALLOC_ARENA_EAGER_COMMIT", Some("0")),
        ("MIMALLOC_PURGE_DELAY", Some("0")),
        ("RUST_LOG", Some("warn")),
        ("SESSION_RENEWAL", None),
        ("SESSION_IDLE", None),
        ("SESSION_ABSOLUTE", None),
        ("SESSION_REMEMBER_IDLE", None),
        ("SESSION_REMEMBER_ABSOLUTE", None),
        ("SESSION_LIMIT", None),
        ("SESSION_KEY_FILE", None),
        ("COOKIE_INSECURE", None),
        ("METRICS_ADDR", None),
    ]
}

/// The connection string that leads through the link.
fn through(postgres: &Postgres, link: &TcpProxy, url: &str) -> String {
    let there = format!(":{}/", postgres.address.port());
    url.replacen(&there, &format!(":{}/", link.port()), 1)
}
