//! Who is measured: this shop, with few and with many products, and its peers. All of them on one `PostgreSQL`.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use dev_deployment::{
    cluster::Cluster,
    deployment::{Deployment, RunningCopy},
    port, probe,
    process::{self, Output, Process},
    system::in_path,
    topology::MALL_HOST,
    workspace,
};

use super::catalogue;
use crate::{
    load, login,
    machine::{self, Machine},
    options::{FOLDER, PagesOptions},
    table::thousands,
    world,
};

const SMALL: &str = "cfmall_bench_pages";
const LARGE: &str = "cfmall_bench_pages_many";
/// Whose name is on a member's page, here and with the peers.
pub const NICKNAME: &str = "张三";
const ACCOUNT: &str = "zhangsan";
/// Processes of a peer: the machine's cores, as this shop has threads.
const WORKERS: &str = "2";
const START_LIMIT: Duration = Duration::from_mins(1);

/// One of those who are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Server {
    /// This shop.
    Ours,
    /// With the large catalogue.
    OursMany,
    /// Express as its session store ships.
    Express,
    /// Express that does not write when a session is used.
    ExpressUntouched,
    /// Express that remembers the catalogue as long as we promise to show it.
    ExpressCached,
    Django,
}

impl Server {
    /// In tables.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Ours => "cfmall",
            Self::OursMany => "cfmall, many products",
            Self::Express => "Express",
            Self::ExpressUntouched => "Express, sessions not touched",
            Self::ExpressCached => "Express, catalogue cached",
            Self::Django => "Django",
        }
    }
}

/// A peer, or this shop.
enum Running {
    Ours(Deployment),
    Peer(Process),
}

/// All of them. They are ended before their database.
pub struct World {
    servers: BTreeMap<Server, (u16, Running)>,
    pub cluster: Cluster,
    /// The category whose page is asked for.
    pub category: String,
    /// Peers that could not be started, and why.
    pub left_out: Vec<(&'static str, String)>,
}

impl World {
    /// Starts everybody, and logs a member in everywhere.
    pub fn start(options: &PagesOptions, say: &dyn Fn(&str)) -> Result<Self> {
        let folder = workspace::at(FOLDER);
        fs::create_dir_all(&folder)?;
        drop(File::create(folder.join("log"))?);
        let log = File::options().append(true).open(folder.join("log"))?;
        let output = Output::File(Arc::new(log));
        let (cluster, small) = Cluster::start(&format!("{FOLDER}/postgres"), SMALL, false, &output)?;
        world::configure(&cluster)?;
        let mut world = Self {
            servers: BTreeMap::new(),
            cluster,
            category: String::new(),
            left_out: Vec::new(),
        };
        let large = world.cluster.database(LARGE)?;
        let (small_url, large_url) = (small.urls.owner.clone(), large.urls.owner.clone());
        let mut next = options.port;
        let mut free = || -> Result<u16> {
            let port = port::next_free(next)?;
            next = port + 1;
            Ok(port)
        };
        for (server, database) in [(Server::Ours, small), (Server::OursMany, large)] {
            let port = free()?;
            let deployment = world::serve(database, port, None, &output)?;
            world.servers.insert(server, (port, Running::Ours(deployment)));
        }
        world.category = catalogue::fullest(&small_url)?;
        say(&format!("{} products", thousands(options.products.into())));
        catalogue::fill(&large_url, options.products)?;
        say("installing the peers");
        for (server, peer) in [
            (Server::Express, Peer::express(&[])),
            (
                Server::ExpressUntouched,
                Peer::express(&[("SESSION", "untouched")]),
            ),
            (Server::ExpressCached, Peer::express(&[("CACHE", "1")])),
            (Server::Django, Peer::django()),
        ] {
            let port = free()?;
            match peer.and_then(|peer| peer.start(port, &small_url, &output)) {
                Ok(process) => drop(world.servers.insert(server, (port, Running::Peer(process)))),
                Err(error) => world.left_out.push((server.title(), format!("{error:#}"))),
            }
        }
        for (server, (port, _)) in &world.servers {
            let address = SocketAddr::from((Ipv4Addr::LOCALHOST, *port));
            let cookie = match server {
                Server::Ours | Server::OursMany => login::log_in(address, ACCOUNT)?,
                _ => log_in_at_peer(address)?,
            };
            fs::write(member(*server), format!("{cookie}\t{NICKNAME}\n"))?;
        }
        Ok(world)
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
fn resident(process: u32) -> f64 {
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

/// A program in another language, installed and ready to be started.
struct Peer {
    command: Command,
}

impl Peer {
    fn express(environment: &[(&str, &str)]) -> Result<Self> {
        ensure!(in_path("npm").is_some(), "there is no npm");
        let folder = copied("express")?;
        if !folder.join("node_modules").exists() {
            let mut npm = Command::new("npm");
            npm.current_dir(&folder).args(["ci", "--no-audit", "--no-fund"]);
            process::run(&mut npm)?;
        }
        let mut command = Command::new("node");
        command
            .current_dir(&folder)
            .arg("server.js")
            .env("NODE_ENV", "production")
            .envs(environment.iter().copied());
        Ok(Self { command })
    }

    fn django() -> Result<Self> {
        ensure!(in_path("python3").is_some(), "there is no python3");
        let folder = copied("django")?;
        let programs = folder.join("venv");
        if !programs.join("bin/gunicorn").exists() {
            let mut venv = Command::new("python3");
            venv.current_dir(&folder).args(["-m", "venv", "venv"]);
            process::run(&mut venv)?;
            let mut pip = Command::new(programs.join("bin/pip"));
            pip.current_dir(&folder).args([
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "-r",
                "requirements.txt",
            ]);
            process::run(&mut pip)?;
        }
        let mut command = Command::new(programs.join("bin/gunicorn"));
        command.current_dir(&folder);
        Ok(Self { command })
    }

    fn start(mut self, port: u16, database: &str, output: &Output) -> Result<Process> {
        self.command
            .env("PORT", port.to_string())
            .env("ORIGIN", format!("http://{MALL_HOST}:{port}"))
            .env("DATABASE_URL", database)
            .env("WORKERS", WORKERS)
            .env("COMPRESSION", "1");
        let mut process = Process::start("peer", &mut self.command, output)?;
        probe::wait_until_ready(port, MALL_HOST, "/", START_LIMIT, || process.check())?;
        Ok(process)
    }
}

/// A peer's files, copied to where packages can be installed beside them.
fn copied(name: &str) -> Result<PathBuf> {
    let to = workspace::at(FOLDER).join(name);
    copy(&workspace::at("lab/peers").join(name), &to)?;
    Ok(to)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

fn log_in_at_peer(server: SocketAddr) -> Result<String> {
    let answer = load::post(server, "/login", "", "nickname=%E5%BC%A0%E4%B8%89")?;
    let cookie = answer.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("set-cookie")
            .then(|| value.trim().split(';').next())?
    });
    match cookie {
        Some(cookie) => Ok(cookie.to_owned()),
        None => bail!("a peer lets nobody log in: {answer:.400}"),
    }
}
