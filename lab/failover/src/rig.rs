//! etcd, three database nodes and HAProxy, on loopback addresses of their own.

use std::{
    collections::BTreeMap,
    io::ErrorKind,
    net::{SocketAddr, TcpListener},
    path::Path,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use dev_deployment::{
    database::{AUTH_ROLE, Database, MALL_ROLE, Urls},
    deployment::session_key,
    process::Output,
    psql, stop,
};
use dev_postgres::Account;
use serde_json::json;

use crate::{
    etcd::{self, Etcd},
    folder::Folder,
    network::Network,
    node::Node,
    programs::Programs,
    proxy::HaProxy,
    rest::{Rest, Seen},
};

/// The ports, the same on every machine.
const POSTGRES_PORT: u16 = 25432;
const PATRONI_PORT: u16 = 28008;

/// The name of the database.
pub const DATABASE: &str = "cfmall";
/// The longest that the cluster may take until all is well: a node that comes back may have to copy everything.
const HEALTHY_LIMIT: Duration = Duration::from_secs(150);
/// The longest until another one is the primary: twice the `ttl` and a bit.
const LEADER_LIMIT: Duration = Duration::from_mins(1);

/// All of them. Dropping it ends everything and removes the data.
pub struct Rig {
    // Fields are dropped in this order.
    pub haproxy: HaProxy,
    pub nodes: Vec<Node>,
    pub etcd: Etcd,
    pub network: Network,
    pub rest: Rest,
    password: String,
    _folder: Folder,
}

impl Rig {
    /// Starts everything, and returns when one node is the primary and two follow it, one of them synchronously.
    pub fn start(programs: &Programs, output: &Output) -> Result<Self> {
        let network = Network::new()?;
        let servers = network.nodes.into_iter().chain([network.haproxy]);
        for (address, port) in servers
            .map(|address| (address, POSTGRES_PORT))
            .chain([(network.etcd, etcd::PORT)])
        {
            // The address of a machine that has a cable is not ours.
            let taken =
                TcpListener::bind((address, port)).is_err_and(|error| error.kind() == ErrorKind::AddrInUse);
            ensure!(
                !taken,
                "{address}:{port} is taken: does another cargo xtask failover run?"
            );
        }
        let account = Account::needed()?;
        let folder = Folder::new(account)?;
        let password: String = session_key()?.chars().take(32).collect();
        let nodes = (0..network.nodes.len())
            .map(|number| node(number, network, programs, &folder, &password, account, output))
            .collect::<Result<Vec<_>>>()?;
        let listen = SocketAddr::from((network.haproxy, POSTGRES_PORT));
        let etcd = folder.path().join("etcd");
        let mut rig = Self {
            haproxy: HaProxy::start(&programs.haproxy, listen, &network.nodes, PATRONI_PORT, output)?,
            nodes,
            etcd: Etcd::new(programs.etcd.clone(), network.etcd, etcd, account, output.clone()),
            network,
            rest: Rest::new(PATRONI_PORT),
            password,
            _folder: folder,
        };
        rig.etcd.start()?;
        for number in 0..rig.nodes.len() {
            rig.nodes[number].start()?;
        }
        rig.wait_until_healthy()?;
        Ok(rig)
    }

    /// A database on it, to be reached through HAProxy, with the logins of both services.
    pub fn database(&self) -> Result<Database> {
        let url = |user: &str, database: &str| {
            let address = self.haproxy.address;
            format!(
                "postgres://{user}:{}@{address}/{database}?sslmode=disable",
                self.password
            )
        };
        let roles = [AUTH_ROLE, MALL_ROLE];
        let make = roles.map(|role| format!("create role {role} login password '{}'", self.password));
        let admin = url("postgres", "postgres");
        psql::ask_as_owner(
            &admin,
            &[&format!("create database {DATABASE}"), &make[0], &make[1]],
        )?;
        let logins = roles.map(|role| (role.to_owned(), url(role, DATABASE)));
        Ok(Database::elsewhere(
            DATABASE,
            Urls::new(url("postgres", DATABASE), logins),
        ))
    }

    /// The administrator's connection string of the shop's database on a node itself, past HAProxy.
    pub fn url_of(&self, number: usize) -> String {
        let address = self.nodes[number].address;
        format!(
            "postgres://postgres:{}@{address}:{POSTGRES_PORT}/{DATABASE}?sslmode=disable",
            self.password
        )
    }

    /// Asks one node after the other, until one says what it sees.
    pub fn seen(&self) -> Result<Vec<Seen>> {
        let mut nodes = self.nodes.iter().filter(|node| node.runs());
        nodes
            .find_map(|node| self.rest.cluster(node.address).ok())
            .context("no node answers")
    }

    /// The number of the node that is the primary.
    pub fn primary(&self) -> Result<usize> {
        let seen = self.seen()?;
        let leader = seen.iter().find(|seen| seen.is_leader());
        let name = &leader.context("there is no primary")?.name;
        let place = self.nodes.iter().position(|node| node.name == *name);
        place.with_context(|| format!("there is no node {name}"))
    }

    /// The numbers of the nodes that follow, the synchronous one first.
    pub fn standbys(&self) -> Result<Vec<usize>> {
        let mut seen = self.seen()?;
        seen.retain(|seen| !seen.is_leader());
        seen.sort_by_key(|seen| seen.role != "sync_standby");
        let place = |seen: &Seen| self.nodes.iter().position(|node| node.name == seen.name);
        Ok(seen.iter().filter_map(place).collect())
    }

    /// Waits until a node that is not `former` is the primary, as a third one sees it.
    pub fn wait_for_another_primary(&mut self, former: usize) -> Result<()> {
        let started = Instant::now();
        loop {
            let mut others = (0..self.nodes.len()).filter(|number| *number != former);
            let name = &self.nodes[former].name;
            let is_taken = others.any(|number| {
                let seen = self.rest.cluster(self.nodes[number].address);
                seen.is_ok_and(|seen| seen.iter().any(|seen| seen.is_leader() && seen.name != *name))
            });
            if is_taken {
                return Ok(());
            }
            ensure!(started.elapsed() < LEADER_LIMIT, "nobody takes over");
            self.check()?;
            stop::check_interrupt()?;
        }
    }

    /// Starts what does not run, and waits until one node is the primary and the others follow it without lag.
    pub fn wait_until_healthy(&mut self) -> Result<()> {
        self.etcd.start()?;
        for number in 0..self.nodes.len() {
            if !self.nodes[number].runs() {
                self.nodes[number].start()?;
            }
        }
        let started = Instant::now();
        loop {
            let seen = self.seen().unwrap_or_default();
            let followers = seen
                .iter()
                .filter(|seen| !seen.is_leader() && seen.follows())
                .count();
            let promised: Vec<_> = seen
                .iter()
                .filter(|seen| seen.role == "sync_standby")
                .map(|seen| seen.name.clone())
                .collect();
            let waited_for = self.waited_for().unwrap_or_default();
            // Whom Patroni would promote has to be whom commits wait for: Patroni 3.0.2 may forget to say so in etcd (patroni#2779).
            let is_synchronous = promised.len() == 1 && waited_for == promised[0];
            if followers + 1 == self.nodes.len() && is_synchronous {
                break;
            }
            if started.elapsed() > HEALTHY_LIMIT {
                bail!(
                    "the cluster does not get well: Patroni would promote {promised:?}, PostgreSQL waits for {waited_for:?}; {seen:?}"
                );
            }
            self.check()?;
            stop::check_interrupt()?;
            thread::sleep(Duration::from_millis(200));
        }
        self.nodes.iter_mut().for_each(Node::guard);
        Ok(())
    }

    /// The standby that commits wait for, as the server says to which HAProxy leads; empty if there is none.
    fn waited_for(&self) -> Result<String> {
        let address = self.haproxy.address;
        let url = format!(
            "postgres://postgres:{}@{address}/postgres?sslmode=disable",
            self.password
        );
        psql::ask(
            &url,
            &["select application_name from pg_stat_replication where sync_state in ('sync', 'quorum')"],
        )
    }

    /// Fails if something ended by itself.
    pub fn check(&mut self) -> Result<()> {
        self.nodes.iter_mut().try_for_each(Node::check)?;
        self.haproxy.check()?;
        self.etcd.check()
    }

    /// Whether a commit waits for a second server.
    pub fn set_synchronous(&self, synchronous: bool) -> Result<()> {
        let address = self.nodes[self.primary()?].address;
        self.rest
            .configure(address, &json!({ "synchronous_mode": synchronous }))
    }
}

fn node(
    number: usize,
    network: Network,
    programs: &Programs,
    folder: &Folder,
    password: &str,
    account: Option<Account>,
    output: &Output,
) -> Result<Node> {
    let name = format!("node-{}", number + 1);
    let (address, etcd) = (network.nodes[number], network.etcd);
    let home = folder.path().join(&name);
    folder.make(&home)?;
    let data = home.join("data");
    let text = |path: &Path| path.display().to_string();
    let postgres = format!("{address}:{POSTGRES_PORT}");
    let patroni = format!("{address}:{PATRONI_PORT}");
    let environment = BTreeMap::from([
        ("PATRONI_NAME", name.clone()),
        ("PATRONI_ETCD3_HOSTS", format!("{etcd}:{}", etcd::PORT)),
        ("PATRONI_RESTAPI_LISTEN", patroni.clone()),
        ("PATRONI_RESTAPI_CONNECT_ADDRESS", patroni),
        ("PATRONI_POSTGRESQL_LISTEN", postgres.clone()),
        ("PATRONI_POSTGRESQL_CONNECT_ADDRESS", postgres),
        ("PATRONI_POSTGRESQL_DATA_DIR", text(&data)),
        ("PATRONI_POSTGRESQL_BIN_DIR", text(&programs.postgres)),
        ("PATRONI_POSTGRESQL_PGPASS", text(&home.join("pgpass"))),
        ("PATRONI_SUPERUSER_USERNAME", "postgres".to_owned()),
        ("PATRONI_SUPERUSER_PASSWORD", password.to_owned()),
        ("PATRONI_REPLICATION_USERNAME", "replicator".to_owned()),
        ("PATRONI_REPLICATION_PASSWORD", password.to_owned()),
        ("HOME", text(&home)),
    ]);
    Ok(Node::new(
        name,
        (network, number),
        data,
        programs.patroni.clone(),
        environment,
        account,
        output.clone(),
    ))
}
