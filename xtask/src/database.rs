//! The database of a deployment: the one of `DATABASE_URL`, or a private PostgreSQL from `dev-postgres`.

use std::{
    env,
    process::Command,
    sync::mpsc::RecvTimeoutError,
    time::{Duration, Instant},
};

use anyhow::{Result, bail, ensure};

use crate::{
    paint,
    process::{self, Process},
    stop::{self, Stopped},
    workspace,
};

/// Long enough to download PostgreSQL.
const LIMIT: Duration = Duration::from_secs(300);
const LOOK_UP: Duration = Duration::from_millis(100);

/// A database that lives at least as long as this value.
pub struct Database {
    pub url: String,
    /// `dev-postgres start`, whose lease keeps the server running; none for a database of somebody else's.
    lease: Option<Process>,
    name: String,
    release: bool,
}

impl Database {
    /// Starts the private server if need be, and makes the database if need be.
    pub fn start(name: &str, release: bool) -> Result<Self> {
        if let Some(url) = env::var("DATABASE_URL").ok().filter(|url| !url.is_empty()) {
            eprintln!("{}", paint::dim("using the database of DATABASE_URL"));
            return Ok(Self {
                url,
                lease: None,
                name: name.to_owned(),
                release,
            });
        }
        fetch_if_missing(release)?;
        let (lease, url) = lease(name, release)?;
        Ok(Self {
            url,
            lease: Some(lease),
            name: name.to_owned(),
            release,
        })
    }

    /// Fails if it is gone.
    pub fn check(&mut self) -> Result<()> {
        self.lease.as_mut().map_or(Ok(()), Process::check)
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
            let mut again = command(&self.name, self.release);
            if let Ok((process, heard)) = Process::start_heard("postgres", &mut again) {
                while heard
                    .recv_timeout(Duration::from_secs(10))
                    .is_ok_and(|line| !is_url(&line))
                {}
                drop(process);
            }
        }
    }
}

/// Downloads PostgreSQL's programs where the system has none. Only then is the part with the TLS stack compiled.
fn fetch_if_missing(release: bool) -> Result<()> {
    let status = Command::new(workspace::program("dev-postgres", release))
        .current_dir(workspace::root())
        .arg("status")
        .output()?;
    if !lacks_programs(&String::from_utf8_lossy(&status.stdout)) {
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
    process::run(&mut fetch)
}

/// As `dev-postgres status` says it.
fn lacks_programs(status: &str) -> bool {
    status
        .lines()
        .any(|line| line.starts_with("programs") && line.ends_with("none that fit"))
}

fn command(name: &str, release: bool) -> Command {
    let mut command = Command::new(workspace::program("dev-postgres", release));
    command.current_dir(workspace::root()).args(["start", name]);
    command
}

fn is_url(line: &str) -> bool {
    line.starts_with("postgres://") || line.starts_with("postgresql://")
}

fn lease(name: &str, release: bool) -> Result<(Process, String)> {
    let (mut process, heard) = Process::start_heard("postgres", &mut command(name, release))?;
    let deadline = Instant::now() + LIMIT;
    while Instant::now() < deadline {
        match heard.recv_timeout(LOOK_UP) {
            Ok(url) if is_url(&url) => {
                let database = url
                    .rsplit('/')
                    .next()
                    .and_then(|rest| rest.split('?').next())
                    .unwrap_or_default();
                ensure!(
                    database == name,
                    "dev-postgres gave the database {database} instead of {name}"
                );
                return Ok((process, url));
            }
            Ok(_) | Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => stop::beat()?,
        }
        process.check()?;
        if stop::asked() {
            return Err(Stopped.into());
        }
    }
    bail!("PostgreSQL is not ready after {} s", LIMIT.as_secs());
}

#[cfg(test)]
mod tests {
    use super::lacks_programs;

    #[test]
    fn a_system_without_postgres_is_recognised() {
        assert!(lacks_programs(
            "server    not running\nprograms  none that fit\ndata      here"
        ));
        assert!(!lacks_programs(
            "server    not running\nprograms  /usr/lib/postgresql/15/bin\n"
        ));
    }
}
