//! The copies behind the proxies: the real programs of T7, two of each, on a database that can be taken away.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    fs::{self, File},
    io::Write,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    process::{Child, ChildStdin, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use dev_deployment::{
    cluster::Cluster,
    deployment::{Deployment, Order, RunningCopy},
    port,
    process::{self, Output},
    psql, stop,
    tcp_proxy::TcpProxy,
    topology, workspace,
};

use crate::{AUTH_HOST, MALL_HOST};

const DATABASE: &str = "cfmall_proxies";
/// The links to the database are this far above the first port; the copies come before them.
const LINKS_ABOVE: u16 = 1101;
/// How long it may take until somebody waits for a lock.
const LOCK_LIMIT: Duration = Duration::from_secs(10);

/// A deployment without a gateway. Dropping it ends all of it and leaves the log.
pub struct World {
    // Fields are dropped in this order: the server outlives its users.
    deployment: Deployment,
    links: BTreeMap<String, TcpProxy>,
    pub cluster: Cluster,
}

impl World {
    /// Starts everything below this folder of the workspace; copies listen above this port.
    pub fn start(folder: &str, port: u16) -> Result<Self> {
        let folder_path = workspace::at(folder);
        fs::create_dir_all(&folder_path)?;
        let log: PathBuf = folder_path.join("log");
        drop(File::create(&log)?);
        let output = Output::File(Arc::new(File::options().append(true).open(&log)?));
        let (cluster, database) = Cluster::start(&format!("{folder}/postgres"), DATABASE, false, &output)?;
        let origins = [MALL_HOST, AUTH_HOST].map(|host| format!("https://{host}"));
        let environment = [
            ("MALL_ORIGIN", Some(origins[0].as_str())),
            ("AUTH_ORIGIN", Some(origins[1].as_str())),
            ("TRUSTED_PROXIES", Some("1")),
            ("SHUTDOWN_DELAY", Some("5s")),
            ("METRICS_ADDR", None),
            ("RUST_LOG", None),
        ];
        let order = Order {
            environment: &environment,
            output: output.clone(),
            ..Order::of(topology::find("T7")?, port, DATABASE)
        };
        let mut links = BTreeMap::new();
        let mut from = port.saturating_add(LINKS_ABOVE);
        let deployment = Deployment::behind_gateway(database, &order, &mut |copy, url| {
            // A copy has one way, whoever it logs in as.
            let link = match links.entry(copy.name.clone()) {
                Entry::Occupied(link) => link.into_mut(),
                Entry::Vacant(place) => {
                    let link = TcpProxy::start(port::next_free(from)?, cluster.address)?;
                    from = link.port().saturating_add(1);
                    place.insert(link)
                }
            };
            let there = format!(":{}/", cluster.address.port());
            Ok(url.replacen(&there, &format!(":{}/", link.port()), 1))
        })?;
        let mut world = Self {
            deployment,
            links,
            cluster,
        };
        world
            .bring_up(&output)
            .with_context(|| format!("see {}", log.display()))?;
        Ok(world)
    }

    fn bring_up(&mut self, output: &Output) -> Result<()> {
        let first = self.deployment.copies.first().context("no copies")?;
        let mut migrate = first.operate(&["migrate"]);
        process::run_named(
            "migrate",
            migrate.env("DATABASE_URL", &self.cluster.owner),
            output,
        )?;
        self.deployment.start_copies()
    }

    /// Where the two copies of a service listen.
    pub fn addresses(&self, service: &str) -> Result<[SocketAddr; 2]> {
        let copies = self.deployment.copies.iter();
        let addresses: Vec<_> = copies
            .filter(|copy| copy.copy.program == service)
            .map(|copy| SocketAddr::from((Ipv4Addr::LOCALHOST, copy.copy.port)))
            .collect();
        let found = addresses.len();
        addresses
            .try_into()
            .map_err(|_| anyhow::anyhow!("{found} copies of {service}"))
    }

    pub fn copy(&mut self, name: &str) -> Result<&mut RunningCopy> {
        let copies = &mut self.deployment.copies;
        copies
            .iter_mut()
            .find(|copy| copy.name() == name)
            .with_context(|| format!("there is no copy {name}"))
    }

    /// Starts a copy that had ended, and waits until it is ready.
    pub fn start_copy(&mut self, name: &str) -> Result<()> {
        let copy = self.copy(name)?;
        copy.start()?;
        copy.wait_until_ready()
    }

    /// A copy's link to the database.
    pub fn link(&mut self, name: &str) -> Result<&mut TcpProxy> {
        self.links
            .get_mut(name)
            .with_context(|| format!("there is no copy {name}"))
    }

    /// The database is away, or back with every copy ready.
    pub fn database_runs(&mut self, runs: bool) -> Result<()> {
        if runs {
            self.cluster.start_again()?;
        } else {
            self.cluster.stop()?;
        }
        self.links
            .values_mut()
            .try_for_each(|link| link.server_runs(runs))?;
        if runs {
            self.deployment
                .copies
                .iter_mut()
                .try_for_each(RunningCopy::wait_until_ready)?;
        }
        Ok(())
    }

    /// Holds up whoever begins a session, until it is dropped.
    pub fn hold_logins(&self) -> Result<Lock> {
        let mut psql = psql::command(&self.cluster.owner);
        let mut holder = psql.stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
        let mut words = holder.stdin.take().context("psql reads nothing")?;
        writeln!(
            words,
            "begin; lock table session.login in share row exclusive mode;"
        )?;
        Ok(Lock {
            words: Some(words),
            holder,
        })
    }

    /// Whether somebody waits for a lock.
    pub fn is_waiting(&self) -> Result<bool> {
        Ok(!self.waiting()?.is_empty())
    }

    fn waiting(&self) -> Result<String> {
        self.cluster
            .ask(&["select application_name from pg_stat_activity \
             where wait_event_type = 'Lock' and datname = current_database() limit 1"])
    }

    /// The copy that waits for such a lock.
    pub fn waiting_copy(&self) -> Result<String> {
        let deadline = Instant::now() + LOCK_LIMIT;
        loop {
            let waiting = self.waiting()?;
            if !waiting.is_empty() {
                return Ok(waiting);
            }
            ensure!(Instant::now() < deadline, "no copy waits for the lock");
            stop::check_interrupt()?;
        }
    }

    /// How often sessions have begun.
    pub fn logins(&self) -> Result<u32> {
        let count = self
            .cluster
            .ask(&["select count(*) from session.event where kind = 'created'"])?;
        Ok(count.parse()?)
    }
}

/// A lock on the table of sessions.
pub struct Lock {
    words: Option<ChildStdin>,
    holder: Child,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Without more to read it ends, and with it the transaction.
        self.words = None;
        let _ = self.holder.wait();
    }
}
