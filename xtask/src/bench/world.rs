//! What is measured: three servers on one PostgreSQL, and a table full of sessions.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use super::{FOLDER, Options, login};
use crate::{
    cluster::Cluster,
    database::Database,
    deployment::{Deployment, Order},
    port,
    process::{self, Output},
    psql, topology, workspace,
};

/// Sessions whose cookies are used.
pub const KNOWN: u32 = 10_000;
/// Rows of the table that is compared with the large one.
pub const FEW: u32 = 1_000;
/// A member may have so many.
const SESSIONS_A_MEMBER: u32 = 10;
const LARGE: &str = "cfmall_bench";
const SMALL: &str = "cfmall_bench_small";
/// A backend that falls idle tells its figures after so long at the latest (`PGSTAT_IDLE_INTERVAL`).
const STATISTICS: Duration = Duration::from_secs(11);
/// As in production.
const ENVIRONMENT: [(&str, Option<&str>); 6] = [
    ("SESSION_PROBE", None),
    ("SESSION_IDLE", None),
    ("SESSION_ABSOLUTE", None),
    ("SESSION_LIMIT", None),
    ("METRICS_ADDR", None),
    ("RUST_LOG", None),
];
const MEMBERS_SQL: &str = "xtask/src/bench/sql/members.sql";
const SESSIONS_SQL: &str = "xtask/src/bench/sql/sessions.sql";

/// Which of the servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Server {
    Ours,
    Stock,
    /// Ours, with [`FEW`] rows in its table.
    Small,
}

/// Tuples that were inserted, updated and deleted, by table.
pub type Writes = BTreeMap<String, u64>;

/// All of it. Servers are ended before their database.
pub struct World {
    servers: BTreeMap<Server, (u16, Deployment)>,
    pub cluster: Cluster,
    pub release: bool,
    pub members: u32,
    /// Whether `PostgreSQL` counts statements.
    pub counts_statements: bool,
    filled: Instant,
}

impl World {
    pub fn start(options: &Options) -> Result<Self> {
        fs::create_dir_all(workspace::at(FOLDER))?;
        let log = File::create(workspace::at(FOLDER).join("log"))?;
        drop(log);
        let log = File::options()
            .append(true)
            .open(workspace::at(FOLDER).join("log"))?;
        let output = Output::File(Arc::new(log));
        let (cluster, large) = Cluster::start(&format!("{FOLDER}/postgres"), LARGE, false, &output)?;
        let counts_statements = count_statements(&cluster)?;
        let small = cluster.database(SMALL)?;
        let mut world = Self {
            servers: BTreeMap::new(),
            cluster,
            release: options.release(),
            members: (options.rows / SESSIONS_A_MEMBER).max(KNOWN.min(options.rows)),
            counts_statements,
            filled: Instant::now(),
        };
        let again = world.cluster.database(LARGE)?;
        let servers = [(Server::Ours, large, None), (Server::Stock, again, Some("postgres-stock")), (Server::Small, small, None)];
        let mut from = options.port;
        for (server, database, store) in servers {
            let port = port::next_free(from)?;
            from = port + 1;
            let deployment = world.serve(database, port, store, &output)?;
            world.servers.insert(server, (port, deployment));
        }
        world.fill(Server::Small, FEW.min(options.rows), FEW.min(options.rows))?;
        world.fill(Server::Ours, options.rows, world.members)?;
        world.filled = Instant::now();
        Ok(world)
    }

    fn serve(&self, database: Database, port: u16, store: Option<&str>, output: &Output) -> Result<Deployment> {
        let topology = topology::find("T1")?;
        let order = Order {
            store,
            environment: &ENVIRONMENT,
            release: self.release,
            output: output.clone(),
            ..Order::of(topology, port, LARGE)
        };
        Deployment::on(database, &order, &mut |_, url| Ok(url.to_owned()))
            .with_context(|| format!("see {FOLDER}/log"))
    }

    /// Fills the database of a server, after a real login has left a row to be copied.
    fn fill(&self, server: Server, rows: u32, members: u32) -> Result<()> {
        let url = self.url(server)?;
        run_file(url, MEMBERS_SQL, &[("members", members.to_string())])?;
        login::log_in(self.address(server)?)?;
        let with_stock = server == Server::Ours;
        if with_stock {
            login::log_in(self.address(Server::Stock)?)?;
        }
        let variables = [
            ("rows", rows.to_string()),
            ("members", members.to_string()),
            ("known", KNOWN.min(rows).to_string()),
            ("with_stock", with_stock.to_string()),
        ];
        let visitors = run_file(url, SESSIONS_SQL, &variables)?;
        let count = u32::try_from(visitors.lines().count())?;
        ensure!(count == KNOWN.min(rows), "{count} visitors were made");
        let lines = visitors.lines().map(|line| format!("{}={line}\n", login::COOKIE));
        fs::write(self.visitors(server), lines.collect::<String>())?;
        psql::ask_as_owner(url, &["vacuum analyze", "checkpoint"]).map(drop)
    }

    /// The file of those who have a session there.
    pub fn visitors(&self, server: Server) -> PathBuf {
        let rows = if server == Server::Small { "few" } else { "many" };
        workspace::at(FOLDER).join(format!("visitors-{rows}"))
    }

    /// The owner's connection string of a server's database.
    pub fn url(&self, server: Server) -> Result<&str> {
        Ok(&self.deployment(server)?.1.database().urls.owner)
    }

    pub fn address(&self, server: Server) -> Result<SocketAddr> {
        Ok((Ipv4Addr::LOCALHOST, self.deployment(server)?.0).into())
    }

    /// Its process.
    pub fn process(&self, server: Server) -> Result<u32> {
        let copies = &self.deployment(server)?.1.copies;
        copies
            .first()
            .and_then(|copy| copy.process_id())
            .context("a server is gone")
    }

    fn deployment(&self, server: Server) -> Result<&(u16, Deployment)> {
        self.servers.get(&server).context("a server is gone")
    }

    /// Waits until all that was written so far has been counted.
    pub fn settle_statistics(&self) {
        thread::sleep(STATISTICS.saturating_sub(self.filled.elapsed()));
    }

    /// What has been written to the large database so far.
    pub fn writes(&self) -> Result<Writes> {
        writes(&self.cluster)
    }

    /// Ends the servers and leaves their database.
    pub fn end_servers(self) -> Cluster {
        drop(self.servers);
        self.cluster
    }

    /// What a reader must know to understand the figures: names and values.
    pub fn surroundings(&self, options: &Options) -> Result<Vec<(&'static str, String)>> {
        // The database's clock: everything else that asks for the time is suspicious.
        let answer = self
            .cluster
            .ask(&["select current_date", "show server_version", "show shared_buffers"])?;
        let mut lines = answer.lines();
        let mut next = || lines.next().unwrap_or_default().to_owned();
        let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = processors
            .lines()
            .find_map(|line| line.strip_prefix("model name")?.split_once(": "))
            .map_or("unknown", |(_, model)| model);
        let cores = thread::available_parallelism().map_or(0, usize::from);
        Ok(vec![
            ("date", next()),
            ("machine", format!("{cores} cores of {model}")),
            ("PostgreSQL", format!("{}, shared_buffers {}", next(), next())),
            (
                "build",
                if options.trial { "a trial, unoptimised" } else { "release" }.to_owned(),
            ),
            (
                "sessions",
                format!(
                    "{} of {} members; {} cookies in use",
                    options.rows,
                    self.members,
                    KNOWN.min(options.rows)
                ),
            ),
            (
                "measured",
                format!("{} rounds of {} s, in turns forth and back", options.rounds, options.seconds),
            ),
        ])
    }
}

/// By table of the large database.
pub fn writes_since(cluster: &Cluster, before: &Writes) -> Result<Writes> {
    let mut since = writes(cluster)?;
    for (table, count) in &mut since {
        *count -= before.get(table).copied().unwrap_or_default().min(*count);
    }
    since.retain(|_, count| *count > 0);
    Ok(since)
}

fn writes(cluster: &Cluster) -> Result<Writes> {
    let answer = cluster.ask(&[
        "select schemaname || '.' || relname, n_tup_ins + n_tup_upd + n_tup_del from pg_stat_user_tables",
    ])?;
    answer
        .lines()
        .map(|line| {
            let (table, count) = line.split_once('|').context("two columns")?;
            Ok((table.to_owned(), count.parse()?))
        })
        .collect()
}

/// Needs a restart, and the module, which distributions ship with the server or in a package of its own.
fn count_statements(cluster: &Cluster) -> Result<bool> {
    let there = cluster.ask(&["select count(*) from pg_available_extensions where name = 'pg_stat_statements'"])?;
    if there != "1" {
        return Ok(false);
    }
    cluster.ask(&["alter system set shared_preload_libraries = 'pg_stat_statements'"])?;
    cluster.stop()?;
    cluster.start_again()?;
    cluster.ask(&["create extension pg_stat_statements"])?;
    Ok(true)
}

fn run_file(url: &str, file: &str, variables: &[(&str, String)]) -> Result<String> {
    let mut psql = psql::command(url);
    psql.args(["--tuples-only", "--no-align", "-f"]).arg(workspace::at(file));
    for (name, value) in variables {
        psql.args(["-v", &format!("{name}={value}")]);
    }
    process::output(&mut psql)
}
