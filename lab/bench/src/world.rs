//! What is measured: three servers on one `PostgreSQL`.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result, ensure};

use crate::{
    filling,
    options::{FOLDER, Options},
    scenario::Page,
};
use dev_deployment::{
    cluster::Cluster,
    database::Database,
    deployment::{Deployment, Order, RunningCopy},
    port,
    process::Output,
    psql, topology, workspace,
};

const LARGE: &str = "cfmall_bench";
const SMALL: &str = "cfmall_bench_small";
/// As in production, whatever the terminal says. The published store is an experiment elsewhere, and would say so on every
/// page.
const ENVIRONMENT: [(&str, Option<&str>); 9] = [
    ("LAB", None),
    ("SESSION_PROBE", None),
    ("SESSION_IDLE", None),
    ("SESSION_ABSOLUTE", None),
    ("SESSION_LIMIT", None),
    ("SESSION_RENEWAL", None),
    ("METRICS_ADDR", None),
    // A few members stand for very many.
    ("MAX_UNPAID_ORDERS", Some("65535")),
    ("RUST_LOG", None),
];
/// What differs from `PostgreSQL`'s defaults.
pub const SETTINGS: [(&str, &str); 3] = [
    ("shared_buffers", "512MB"),
    // It would come and go as it likes; the tables are vacuumed when they are filled.
    ("autovacuum", "off"),
    ("shared_preload_libraries", "pg_stat_statements"),
];

/// Which of the servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Server {
    Ours,
    Stock,
    /// Ours, with few rows in its table.
    Small,
}

/// All of it. Servers are ended before their database.
pub struct World {
    servers: BTreeMap<Server, (u16, Deployment)>,
    pub cluster: Cluster,
    /// The category whose page is asked for, and its products there.
    pub category: String,
    pub cards: usize,
}

impl World {
    /// Starts everything, and fills the tables.
    pub fn start(options: &Options, release: bool) -> Result<Self> {
        let folder = workspace::at(FOLDER);
        fs::create_dir_all(&folder)?;
        drop(File::create(folder.join("log"))?);
        let log = File::options().append(true).open(folder.join("log"))?;
        let output = Output::File(Arc::new(log));
        let (cluster, large) = Cluster::start(&format!("{FOLDER}/postgres"), LARGE, false, &output)?;
        configure(&cluster)?;
        let mut world = Self {
            servers: BTreeMap::new(),
            cluster,
            category: String::new(),
            cards: 0,
        };
        let databases = [
            (Server::Ours, large, None),
            (
                Server::Stock,
                world.cluster.database(LARGE)?,
                Some("postgres-stock"),
            ),
            (Server::Small, world.cluster.database(SMALL)?, None),
        ];
        let mut from = options.port;
        for (server, database, store) in databases {
            let port = port::next_free(from)?;
            from = port + 1;
            let deployment = serve(database, port, (store, release), &output)?;
            world.servers.insert(server, (port, deployment));
        }
        (world.category, world.cards) = filling::fullest_category(&world)?;
        filling::fill(&world, options.rows)?;
        Ok(world)
    }

    /// Runs statements on a server's database, as its owner.
    pub fn ask(&self, server: Server, statements: &[&str]) -> Result<String> {
        psql::ask_as_owner(self.url(server)?, statements)
    }

    /// The owner's connection string of a server's database.
    pub fn url(&self, server: Server) -> Result<&str> {
        Ok(&self.server(server)?.1.database().urls.owner)
    }

    pub fn address(&self, server: Server) -> Result<SocketAddr> {
        Ok((Ipv4Addr::LOCALHOST, self.server(server)?.0).into())
    }

    /// Its process.
    pub fn process(&self, server: Server) -> Result<u32> {
        let copies = &self.server(server)?.1.copies;
        copies
            .first()
            .and_then(RunningCopy::process_id)
            .context("a server is gone")
    }

    pub fn path(&self, page: Page) -> String {
        match page {
            Page::Category => format!("/c/{}", self.category),
            Page::Search => "/search".to_owned(),
            Page::Viewer => "/api/session/viewer".to_owned(),
        }
    }

    fn server(&self, server: Server) -> Result<&(u16, Deployment)> {
        self.servers.get(&server).context("a server is gone")
    }
}

/// A file of ours.
pub fn file(name: &str) -> PathBuf {
    Path::new(&workspace::at(FOLDER)).join(name)
}

/// Sets a server up for being measured.
pub fn configure(cluster: &Cluster) -> Result<()> {
    let there =
        cluster.ask(&["select count(*) from pg_available_extensions where name = 'pg_stat_statements'"])?;
    ensure!(
        there == "1",
        "this PostgreSQL lacks pg_stat_statements, which counts statements; distributions have it in postgresql-contrib"
    );
    let settings = SETTINGS.map(|(name, value)| format!("alter system set {name} = '{value}'"));
    cluster.ask(&settings.each_ref().map(String::as_str))?;
    cluster.stop()?;
    cluster.start_again()?;
    cluster.ask(&["create extension pg_stat_statements"]).map(drop)
}

/// Starts a monolith as it runs in production, with sessions in `store`; the one that is built for production, if `release`.
pub fn serve(
    database: Database,
    port: u16,
    (store, release): (Option<&str>, bool),
    output: &Output,
) -> Result<Deployment> {
    let order = Order {
        store,
        environment: &ENVIRONMENT,
        release,
        output: output.clone(),
        ..Order::of(topology::find("T1")?, port, LARGE)
    };
    Deployment::on(database, &order, &mut |_, url| Ok(url.to_owned()))
        .with_context(|| format!("see {FOLDER}/log"))
}
