//! One deployment in the hands of the suite: everything about it can be stopped, cut off and led astray.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    fs::{self, File},
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result};

use dev_proxies::{PoolMode, Proxy, pgbouncer};

use crate::{clocks::Clocks, exhaustion::Exhaustion, follower::Follower, subject::Subject};
use dev_deployment::{
    cluster::Cluster,
    deployment::{Deployment, Order, RunningCopy},
    port,
    process::Output,
    tcp_proxy::TcpProxy,
    workspace,
};

const DATABASE: &str = "cfmall_conformance";
/// The links to the database are this far above the public port; the copies come before them.
const LINKS_ABOVE: u16 = 1101;
/// Told to every copy; what the terminal says about the session's limits is not heard.
const ENVIRONMENT: [(&str, Option<&str>); 11] = [
    ("SESSION_PROBE", Some("1")),
    // So often that a case can wait for it.
    ("SESSION_CLEAN_UP", Some("2s")),
    ("SESSION_IDLE", None),
    ("SESSION_ABSOLUTE", None),
    ("SESSION_REMEMBER_IDLE", None),
    ("SESSION_REMEMBER_ABSOLUTE", None),
    ("SESSION_LIMIT", None),
    ("SESSION_RENEWAL", None),
    ("COOKIE_INSECURE", None),
    ("METRICS_ADDR", None),
    ("RUST_LOG", None),
];

/// What follows from that, for the suite: copies drift apart by up to 40 %.
pub const PROMISE: &str = "clean_up=3";

/// A deployment with its surroundings. Dropping it ends all of it and leaves the log.
pub struct Testbed {
    // Fields are dropped in this order: nothing is in the way of ending the server, which outlives its users.
    pub exhaustion: Option<Exhaustion>,
    pub deployment: Deployment,
    links: BTreeMap<String, TcpProxy>,
    /// Held for as long as the copies live.
    #[expect(dead_code)]
    pooler: Option<Proxy>,
    follower: Option<Follower>,
    pub cluster: Cluster,
    pub clocks: Clocks,
    /// `SESSION_STORE`.
    pub store: &'static str,
    /// The folder with the programs of an earlier release.
    pub old_release: Option<PathBuf>,
    pub log: PathBuf,
}

impl Testbed {
    /// Starts a subject below this folder of the workspace.
    pub fn start(subject: &Subject, folder: &str, public_port: u16) -> Result<Self> {
        fs::create_dir_all(workspace::at(folder))?;
        let log = workspace::at(folder).join("log");
        drop(File::create(&log).with_context(|| format!("cannot write {}", log.display()))?);
        let output = Output::File(Arc::new(File::options().append(true).open(&log)?));

        let (cluster, database) = Cluster::start(&format!("{folder}/postgres"), DATABASE, false, &output)?;
        let (topology, store) = (subject.topology()?, subject.effective_store()?);
        let clocks = Clocks::of(store, &workspace::at(folder))?;
        let faked = clocks.environment();
        let faked = faked.iter().map(|(name, value)| (*name, Some(value.as_str())));
        let order = Order {
            store: subject.store,
            environment: &ENVIRONMENT.into_iter().chain(faked).collect::<Vec<_>>(),
            output,
            ..Order::of(topology, public_port, DATABASE)
        };
        let pooler = if subject.pooled {
            let urls: Vec<_> = database.urls.all().cloned().collect();
            Some(pgbouncer(PoolMode::Session, &urls)?.context("PgBouncer is not installed")?)
        } else {
            None
        };
        let server = pooler.as_ref().map_or(cluster.address, Proxy::address);
        let mut links = BTreeMap::new();
        let mut from = public_port.saturating_add(LINKS_ABOVE);
        let deployment = Deployment::on(database, &order, &mut |copy, url| {
            // A copy has one way, whoever it logs in as.
            let link = match links.entry(copy.name.clone()) {
                Entry::Occupied(link) => link.into_mut(),
                Entry::Vacant(place) => {
                    let link = TcpProxy::start(port::next_free(from)?, server)?;
                    from = link.port().saturating_add(1);
                    place.insert(link)
                }
            };
            let there = format!(":{}/", cluster.address.port());
            Ok(url.replacen(&there, &format!(":{}/", link.port()), 1))
        });
        Ok(Self {
            exhaustion: None,
            deployment: deployment.with_context(|| format!("see {}", log.display()))?,
            links,
            pooler,
            follower: None,
            cluster,
            clocks,
            store,
            old_release: None,
            log,
        })
    }

    pub fn copy(&mut self, name: &str) -> Result<&mut RunningCopy> {
        let copies = &mut self.deployment.copies;
        let known = copies
            .iter()
            .map(RunningCopy::name)
            .collect::<Vec<_>>()
            .join(", ");
        copies
            .iter_mut()
            .find(|copy| copy.name() == name)
            .with_context(|| format!("there is no copy {name}; there are {known}"))
    }

    /// A copy that has the operator's commands.
    pub fn operator(&self) -> Result<&RunningCopy> {
        self.deployment
            .copies
            .iter()
            .find(|copy| copy.copy.program != "mall")
            .context("no copy knows members")
    }

    /// A copy's link to the database.
    pub fn link(&mut self, name: &str) -> Result<&mut TcpProxy> {
        self.links
            .get_mut(name)
            .with_context(|| format!("there is no copy {name}"))
    }

    /// Leads a copy's link to a server that only follows, and has fallen behind.
    pub fn lead_astray(&mut self, name: &str) -> Result<()> {
        self.link(name)?;
        let follower = Follower::start(&self.cluster, &self.log.with_file_name("follower"))?;
        let address = follower.address;
        self.follower = Some(follower);
        Ok(self.link(name)?.lead(address)?)
    }

    /// Gives a copy's link back what it had at first.
    pub fn mend(&mut self, name: &str) -> Result<()> {
        self.link(name)?.mend()?;
        // It would cost the database work in later cases.
        self.follower = None;
        Ok(())
    }

    /// Starts a copy with the clock it had before, and waits until it is ready.
    pub fn start_copy(&mut self, name: &str) -> Result<()> {
        let clock = self.clocks.environment_of(name);
        let copy = self.copy(name)?;
        copy.start_with(&clock)?;
        copy.wait_until_ready()
    }

    /// Restarts a copy as another release, or as ours again.
    pub fn change_release(&mut self, name: &str, folder: Option<&Path>) -> Result<()> {
        let copy = self.copy(name)?;
        copy.stop()?;
        copy.take_from(folder);
        self.start_copy(name)
    }

    /// Restarts a copy with another clock.
    pub fn skew(&mut self, name: &str, seconds: i64) -> Result<()> {
        self.copy(name)?.stop()?;
        self.clocks.skew(name, seconds)?;
        self.start_copy(name)
    }

    /// Nobody answers any more, and nobody listens where copies look for the server.
    pub fn stop_server(&mut self) -> Result<()> {
        self.cluster.stop()?;
        self.server_runs(false)
    }

    pub fn start_server(&mut self) -> Result<()> {
        self.cluster.start_again()?;
        self.server_runs(true)
    }

    /// As after a crash.
    pub fn crash_server(&mut self) -> Result<()> {
        self.cluster.stop_immediately()?;
        self.server_runs(false)?;
        self.start_server()
    }

    fn server_runs(&mut self, runs: bool) -> Result<()> {
        let mut links = self.links.values_mut();
        Ok(links.try_for_each(|link| link.server_runs(runs))?)
    }

    /// Everything that the processes of the deployment said.
    pub fn logs(&self) -> String {
        let text = |path: &Path| String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned();
        text(&self.log) + &text(&self.cluster.log)
    }
}
