//! PgBouncer, nginx and HAProxy as the operating system brings them, started before what is tried.
//!
//! Each runs in a folder of its own with a configuration that is handed in, and ends with its [`Proxy`].

use std::{
    env, fs, io,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
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

/// A program that stands before others in production.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// A connection pooler for PostgreSQL.
    PgBouncer,
    /// A web server as a reverse proxy.
    Nginx,
    /// A load balancer.
    HaProxy,
}

impl Program {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::PgBouncer, Self::Nginx, Self::HaProxy];

    /// Its name, which is also that of Debian's package.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PgBouncer => "pgbouncer",
            Self::Nginx => "nginx",
            Self::HaProxy => "haproxy",
        }
    }

    /// Where it is, if it is installed.
    pub fn find(self) -> Option<PathBuf> {
        let path = env::var_os("PATH").unwrap_or_default();
        env::split_paths(&path)
            .chain([PathBuf::from(ADMINISTRATION)])
            .map(|folder| folder.join(self.name()))
            .find(|path| path.is_file())
    }

    fn command(self, program: &Path, folder: &Path, configuration: &Path) -> Command {
        let mut command = Command::new(program);
        match self {
            Self::PgBouncer => command.arg(configuration),
            Self::Nginx => command.arg("-p").arg(folder).arg("-c").arg(configuration),
            Self::HaProxy => command.arg("-db").arg("-f").arg(configuration),
        };
        command
    }
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
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = program.name();
        let Some(path) = program.find() else {
            eprintln!("NOT TRIED: {name} is not installed (Debian: apt-get install {name})");
            return Ok(None);
        };
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("cfmall-{name}-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let file = folder.join("configuration");
        fs::write(&file, configuration(port, &folder))?;
        let said = fs::File::create(folder.join("said"))?;
        let process = program
            .command(&path, &folder, &file)
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
        Ok(Some(proxy))
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

    /// The connection string with this proxy's address for its own.
    pub fn before(&self, url: &str) -> String {
        Login::parse(url).map_or_else(
            || url.to_owned(),
            |login| {
                url.replacen(
                    &format!("@{}:{}/", login.host, login.port),
                    &format!("@{}/", self.address()),
                    1,
                )
            },
        )
    }

    /// What it has printed.
    pub fn said(&self) -> String {
        fs::read_to_string(self.folder.join("said")).unwrap_or_default()
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

/// Who logs in where, as a connection string says.
struct Login<'a> {
    user: &'a str,
    password: &'a str,
    host: &'a str,
    port: &'a str,
}

impl<'a> Login<'a> {
    fn parse(url: &'a str) -> Option<Self> {
        let authority = url.split('/').nth(2)?;
        let (login, address) = authority.rsplit_once('@')?;
        let (user, password) = login.split_once(':')?;
        let (host, port) = address.rsplit_once(':')?;
        Some(Self {
            user,
            password,
            host,
            port,
        })
    }
}

/// How PgBouncer lends server connections to its clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolMode {
    /// For as long as the client is connected.
    Session,
    /// For one transaction at a time.
    Transaction,
}

/// PgBouncer before the PostgreSQL of these connection strings, for those who log in with them. Each has a password and an address
/// with a port, and all lead to one server. [`Proxy::before`] makes them lead to PgBouncer.
///
/// # Errors
/// As [`Proxy::start`].
pub fn pgbouncer(mode: PoolMode, urls: &[String]) -> io::Result<Option<Proxy>> {
    let logins = urls
        .iter()
        .map(|url| Login::parse(url))
        .collect::<Option<Vec<_>>>();
    let logins = logins.filter(|logins| !logins.is_empty()).ok_or_else(|| {
        io::Error::new(
            io::ErrorKind::InvalidInput,
            "connection strings need a password and a port",
        )
    })?;
    let mode = match mode {
        PoolMode::Session => "session",
        PoolMode::Transaction => "transaction",
    };
    let mut list = Ok(());
    let proxy = Proxy::start(Program::PgBouncer, |port, folder| {
        let lines = logins
            .iter()
            .map(|login| format!("\"{}\" \"{}\"\n", login.user, login.password));
        list = fs::write(folder.join("users"), lines.collect::<String>());
        // It refuses to be root.
        let user = if rustix::process::geteuid().is_root() {
            "user = nobody"
        } else {
            ""
        };
        format!(
            "[databases]\n* = host={} port={}\n\
             [pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n\
             pool_mode = {mode}\ndefault_pool_size = 60\nauth_type = scram-sha-256\nauth_file = users\n{user}\n",
            logins[0].host, logins[0].port,
        )
    });
    list.and(proxy)
}
