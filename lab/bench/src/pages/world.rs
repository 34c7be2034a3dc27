//! Everybody who is measured, on one `PostgreSQL`.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
};

use anyhow::{Context, Result};
use dev_deployment::{
    cluster::Cluster,
    database::Database,
    deployment::{Deployment, RunningCopy},
    port,
    process::{Output, Process},
    workspace,
};

use super::{allocator, catalogue, peer, server::Server};
use crate::{
    course::Course,
    login,
    machine::{self, Machine},
    options::{FOLDER, PagesOptions},
    table::thousands,
    world,
};

const SMALL: &str = "cfmall_bench_pages";
const LARGE: &str = "cfmall_bench_pages_many";
const PLAIN: &str = "cfmall_bench_pages_plain";
/// Whose name is on a member's page, here and with the peers.
pub const NICKNAME: &str = "张三";
const ACCOUNT: &str = "zhangsan";

/// A peer, or this shop.
enum Running {
    Ours(Box<Deployment>),
    Peer(Process),
}

/// All of them. They are ended before their database.
pub struct World {
    servers: BTreeMap<Server, (u16, Running)>,
    pub cluster: Cluster,
    output: Output,
    next_port: u16,
    /// The category whose page is asked for.
    pub category: String,
    /// Peers that could not be started, and why.
    pub left_out: Vec<(&'static str, String)>,
}

impl World {
    /// Starts everybody, and logs a member in everywhere.
    pub fn start(options: &PagesOptions, course: &Course) -> Result<Self> {
        let (mut world, small) = Self::open(options, SMALL)?;
        let large = world.cluster.database(LARGE)?;
        let (small_url, large_url) = (small.urls.owner.clone(), large.urls.owner.clone());
        world.serve(Server::Ours, small)?;
        world.serve(Server::OursMany, large)?;
        if let Err(error) = world.serve_plain() {
            let title = Server::OursPlain.title();
            world.left_out.push((title, format!("{error:#}")));
        }
        world.category = catalogue::fullest(&small_url)?;
        course.say(&format!("{} products", thousands(options.products.into())));
        catalogue::fill(&large_url, options.products)?;
        course.say("building or installing the peers");
        for server in Server::PEERS {
            let port = world.free_port()?;
            let started = server
                .peer(options.build)
                .and_then(|peer| peer.start(port, &small_url, &world.output));
            match started {
                Ok(process) => drop(world.servers.insert(server, (port, Running::Peer(process)))),
                Err(error) => world.left_out.push((server.title(), format!("{error:#}"))),
            }
        }
        for (server, (port, _)) in &world.servers {
            let address = SocketAddr::from((Ipv4Addr::LOCALHOST, *port));
            let cookie = match server {
                server if server.is_ours() => login::log_in(address, ACCOUNT)?,
                server if server.has_members() => peer::log_in(address)?,
                _ => continue,
            };
            fs::write(member(*server), format!("{cookie}\t{NICKNAME}\n"))?;
        }
        Ok(world)
    }

    /// Starts this shop with many products, and nobody else; the owner's address of its database.
    pub fn alone(options: &PagesOptions, course: &Course) -> Result<(Self, String)> {
        let (mut world, database) = Self::open(options, LARGE)?;
        let url = database.urls.owner.clone();
        world.serve(Server::OursMany, database)?;
        course.say(&format!("{} products", thousands(options.products.into())));
        catalogue::fill(&url, options.products)?;
        world.category = catalogue::fullest(&url)?;
        Ok((world, url))
    }

    /// A database server with a first database, and nobody who uses it.
    fn open(options: &PagesOptions, database: &str) -> Result<(Self, Database)> {
        let folder = workspace::at(FOLDER);
        fs::create_dir_all(&folder)?;
        drop(File::create(folder.join("log"))?);
        let log = File::options().append(true).open(folder.join("log"))?;
        let output = Output::File(Arc::new(log));
        let (cluster, database) = Cluster::start(&format!("{FOLDER}/postgres"), database, false, &output)?;
        world::configure(&cluster)?;
        let world = Self {
            servers: BTreeMap::new(),
            cluster,
            output,
            next_port: options.port,
            category: String::new(),
            left_out: Vec::new(),
        };
        Ok((world, database))
    }

    fn serve(&mut self, server: Server, database: Database) -> Result<()> {
        let port = self.free_port()?;
        let deployment = world::serve(database, port, (None, true), &self.output)?;
        self.servers
            .insert(server, (port, Running::Ours(Box::new(deployment))));
        Ok(())
    }

    /// Starts this shop with the system's allocator.
    fn serve_plain(&mut self) -> Result<()> {
        let folder = allocator::built()?;
        let database = self.cluster.database(PLAIN)?;
        let port = self.free_port()?;
        let mut deployment = world::serve(database, port, (None, true), &self.output)?;
        for copy in &mut deployment.copies {
            copy.stop()?;
            copy.take_from(Some(&folder));
            copy.start()?;
            copy.wait_until_ready()?;
        }
        self.servers
            .insert(Server::OursPlain, (port, Running::Ours(Box::new(deployment))));
        Ok(())
    }

    fn free_port(&mut self) -> Result<u16> {
        let port = port::next_free(self.next_port)?;
        self.next_port = port + 1;
        Ok(port)
    }

    /// Whether this server runs.
    pub fn has(&self, server: Server) -> bool {
        self.servers.contains_key(&server)
    }

    pub fn address(&self, server: Server) -> Result<SocketAddr> {
        let (port, _) = self.servers.get(&server).context("a server is gone")?;
        Ok((Ipv4Addr::LOCALHOST, *port).into())
    }

    /// Its first process.
    pub fn process(&self, server: Server) -> Result<u32> {
        let (_, running) = self.servers.get(&server).context("a server is gone")?;
        match running {
            Running::Ours(deployment) => deployment
                .copies
                .first()
                .and_then(RunningCopy::process_id)
                .context("a server is gone"),
            Running::Peer(process) => Ok(process.id()),
        }
    }

    /// What each holds in memory, in MiB, with the processes that it started.
    pub fn memory(&self) -> Result<Vec<(Server, f64)>> {
        let of = |server: &Server| Ok((*server, resident(self.process(*server)?)));
        self.servers.keys().map(of).collect()
    }

    /// What a reader must know.
    pub fn describe(&self, options: &PagesOptions) -> Result<Machine> {
        let mut machine = machine::common(&self.cluster)?;
        machine.push((
            "catalogues",
            format!("177 products, and {}", thousands(options.products.into())),
        ));
        machine.push((
            "measuring",
            format!(
                "{} rounds of {} s each, in turn forth and back",
                options.rounds, options.seconds
            ),
        ));
        Ok(machine)
    }
}

/// The file with the cookie of a member.
pub fn member(server: Server) -> PathBuf {
    world::file(&format!("member-{server:?}"))
}

/// Resident memory of a process and those it started, in MiB.
pub fn resident(process: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let own = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok())
        .unwrap_or_default();
    let children = fs::read_to_string(format!("/proc/{process}/task/{process}/children")).unwrap_or_default();
    let children = children.split_whitespace().filter_map(|child| child.parse().ok());
    own / 1024.0 + children.map(resident).sum::<f64>()
}
