//! The database of a deployment: the one of `DATABASE_URL`, or a private `PostgreSQL` from `dev-postgres`.

use std::{
    collections::BTreeMap,
    env,
    sync::mpsc::{Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

use anyhow::{Result, bail, ensure};

use crate::{
    dev_postgres::{DevPostgres, Line},
    paint,
    process::{self, Output, Process},
    stop::{self, Stopped},
    workspace,
};

/// Long enough to download `PostgreSQL`.
const LIMIT: Duration = Duration::from_mins(5);
const LOOK_UP: Duration = Duration::from_millis(100);

/// The role that the program auth logs in as.
pub const AUTH_ROLE: &str = "cfmall_auth";
/// The role that the program mall logs in as.
pub const MALL_ROLE: &str = "cfmall_mall";

/// The variables that say how a role logs in.
pub const LOGINS: [(&str, &str); 2] = [(AUTH_ROLE, "AUTH_DATABASE_URL"), (MALL_ROLE, "MALL_DATABASE_URL")];

/// A database that lives at least as long as this value.
pub struct Database {
    /// The connection strings of its roles.
    pub urls: Urls,
    /// `dev-postgres start`, whose lease keeps the server running; none for a database of somebody else's.
    lease: Option<Process>,
    server: DevPostgres,
    name: String,
}

/// Who logs in how.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Urls {
    /// May do everything; brings the tables up to date.
    pub owner: String,
    /// By the name of the role.
    logins: BTreeMap<String, String>,
}

impl Database {
    /// Starts the private server if need be, and makes the database if need be.
    pub fn start(name: &str, release: bool) -> Result<Self> {
        let server = DevPostgres {
            release,
            ..DevPostgres::default()
        };
        if let Some(urls) = Urls::from_env(&|name| env::var(name).ok()) {
            eprintln!("{}", paint::dim("using the database of DATABASE_URL"));
            return Ok(Self {
                urls,
                lease: None,
                server,
                name: name.to_owned(),
            });
        }
        Self::start_private(name, server, &Output::Terminal)
    }

    /// The same, whatever `DATABASE_URL` says.
    pub fn start_private(name: &str, server: DevPostgres, output: &Output) -> Result<Self> {
        fetch_if_missing(&server)?;
        let (lease, urls) = lease(name, &server, output)?;
        Ok(Self {
            urls,
            lease: Some(lease),
            server,
            name: name.to_owned(),
        })
    }

    /// A database of somebody else's, who keeps its server running.
    pub fn elsewhere(name: &str, urls: Urls) -> Self {
        Self {
            urls,
            lease: None,
            server: DevPostgres::default(),
            name: name.to_owned(),
        }
    }

    /// Another database on the same server, which must exist and be gone before this one is.
    #[must_use]
    pub fn beside(&self, name: &str) -> Self {
        Self {
            urls: self.urls.to_database(&self.name, name),
            lease: None,
            server: self.server.clone(),
            name: name.to_owned(),
        }
    }

    /// Fails if it is gone.
    pub fn check(&mut self) -> Result<()> {
        self.lease.as_mut().map_or(Ok(()), Process::check)
    }
}

impl Urls {
    /// The owner's connection string, and those of other roles by their names.
    pub fn new(owner: String, logins: impl IntoIterator<Item = (String, String)>) -> Self {
        Self {
            owner,
            logins: logins.into_iter().collect(),
        }
    }

    /// Every way to log in.
    pub fn all(&self) -> impl Iterator<Item = &String> {
        self.logins.values().chain([&self.owner])
    }

    /// The connection strings of the same roles at another database of the server.
    fn to_database(&self, from: &str, to: &str) -> Self {
        let there = |url: &String| {
            // The name is the last segment of the path; before it there may be a user of the same name.
            let (before, after) = url.rsplit_once(&format!("/{from}")).unwrap_or((url, ""));
            format!("{before}/{to}{after}")
        };
        Self {
            owner: there(&self.owner),
            logins: self
                .logins
                .iter()
                .map(|(role, url)| (role.clone(), there(url)))
                .collect(),
        }
    }

    fn from_env(variable: &dyn Fn(&str) -> Option<String>) -> Option<Self> {
        let set = |name: &str| variable(name).filter(|url| !url.is_empty());
        Some(Self {
            owner: set("DATABASE_URL")?,
            logins: LOGINS
                .into_iter()
                .filter_map(|(role, name)| Some((role.to_owned(), set(name)?)))
                .collect(),
        })
    }

    /// For a program: a service logs in as its own role, where it can. The monolith is both, and starts as the owner.
    pub fn of(&self, program: &str) -> &str {
        let role = match program {
            "auth" => AUTH_ROLE,
            "mall" => MALL_ROLE,
            _ => return &self.owner,
        };
        self.login(role).unwrap_or(&self.owner)
    }

    /// For a role.
    pub fn login(&self, role: &str) -> Option<&str> {
        self.logins.get(role).map(String::as_str)
    }
}

impl Drop for Database {
    /// A lease that was killed cannot stop the server any more: whoever takes a new one and gives it back does, unless
    /// others use it.
    fn drop(&mut self) {
        let Some(mut killed) = self.lease.take() else {
            return;
        };
        if killed.check().is_err() && !stop::asked_again() {
            let mut again = self.server.command(&["start", &self.name]);
            if let Ok((process, heard)) = Process::start_heard("postgres", &mut again, &Output::Terminal) {
                while heard
                    .recv_timeout(Duration::from_secs(10))
                    .is_ok_and(|line| Line::read(&line) != Line::Ready)
                {}
                drop(process);
            }
        }
    }
}

/// Downloads `PostgreSQL`'s programs where the system has none. Only then is the part with the TLS stack compiled.
fn fetch_if_missing(server: &DevPostgres) -> Result<()> {
    if !server.status()?.lacks_programs() {
        return Ok(());
    }
    eprintln!(
        "{}",
        paint::dim("this system has no PostgreSQL; downloading it into .dev/ (once) …")
    );
    let mut fetch = workspace::cargo();
    fetch.args([
        "run",
        "--quiet",
        "-p",
        "dev-postgres",
        "--features",
        "download",
        "--",
        "fetch",
    ]);
    if let Some(home) = &server.home {
        fetch.env("CFMALL_DEV_HOME", home);
    }
    process::run(&mut fetch)
}

/// Starts the server, or takes part in the one that runs, until the process is dropped.
pub fn lease(name: &str, server: &DevPostgres, output: &Output) -> Result<(Process, Urls)> {
    let mut start = server.command(&["start", name]);
    let (mut process, heard) = Process::start_heard("postgres", &mut start, output)?;
    let urls = listen(&heard, &mut process)?;
    let database = urls
        .owner
        .rsplit('/')
        .next()
        .and_then(|rest| rest.split('?').next());
    ensure!(
        database == Some(name),
        "dev-postgres gave the database {database:?} instead of {name}"
    );
    Ok((process, urls))
}

fn listen(heard: &Receiver<String>, process: &mut Process) -> Result<Urls> {
    let mut urls = Urls::default();
    let deadline = Instant::now() + LIMIT;
    while Instant::now() < deadline {
        match heard.recv_timeout(LOOK_UP) {
            Ok(line) => match Line::read(&line) {
                Line::Owner(url) => url.clone_into(&mut urls.owner),
                Line::Login { role, url } => {
                    urls.logins.insert(role.to_owned(), url.to_owned());
                }
                Line::Ready => return Ok(urls),
                Line::Other => {}
            },
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => stop::check_interrupt()?,
        }
        process.check()?;
        if stop::asked() {
            return Err(Stopped.into());
        }
    }
    bail!("PostgreSQL is not ready after {} s", LIMIT.as_secs());
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::Urls;

    fn urls(set: &[(&str, &str)]) -> Option<Urls> {
        let set: Vec<_> = set.to_vec();
        Urls::from_env(&|name| {
            let found = set.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn each_service_has_its_own_login_where_there_is_one() {
        let own = [
            ("DATABASE_URL", "owner"),
            ("AUTH_DATABASE_URL", "auth"),
            ("MALL_DATABASE_URL", "mall"),
        ];
        let all = urls(&own).unwrap();
        assert_eq!(
            ["auth", "mall", "monolith"].map(|program| all.of(program)),
            ["auth", "mall", "owner"]
        );
        let one = urls(&own[..1]).unwrap();
        assert_eq!(
            ["auth", "mall", "monolith"].map(|program| one.of(program)),
            ["owner"; 3]
        );
        assert_eq!(urls(&own[1..]), None, "nobody could migrate");
        let here = urls(&[("DATABASE_URL", "postgres://cfmall:x@h:1/cfmall?sslmode=disable")]).unwrap();
        assert_eq!(
            here.to_database("cfmall", "cfmall_t3").owner,
            "postgres://cfmall:x@h:1/cfmall_t3?sslmode=disable"
        );
        assert_eq!(urls(&[("DATABASE_URL", "")]), None);
    }
}
