//! Starting and stopping the server's process.

use crate::Error;
use crate::account::Account;
use crate::binaries::{Installation, Program};
use crate::endpoint::ADDRESS;
use crate::folder::remove_file;
use crate::process::{self, Phase, PidFile};
use crate::site::Site;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

/// How long a start may take: recovery after a crash takes a while.
const START_SECONDS: u64 = 120;
const STOP_SECONDS: u64 = 30;
const POLL: Duration = Duration::from_millis(50);
/// How long the processes of a killed server may take to notice its death.
const SURVIVORS_LEAVE: Duration = Duration::from_secs(10);
/// The size in bytes at which the log is begun anew.
const LOG_LIMIT: u64 = 10 * 1024 * 1024;
/// How many bytes of the log an error shows.
const LOG_TAIL: u64 = 2_000;

/// The server's settings. `fsync` stays on: development data survive a killed server and a power cut. Only the very last moments of a
/// crashed one may be missing, for commits that do not wait for the disk. Queries are not compiled (`jit`): not for the services, whose roles say
/// so, and not for the owner, as whom tests run. A client that stands still in the middle of its login holds up whoever drops a database
/// (`ProcSignalBarrier`), so it has ten seconds instead of a minute.
const SETTINGS: [&str; 7] = [
    "authentication_timeout=10s",
    "synchronous_commit=off",
    "jit=off",
    "unix_socket_directories=",
    "timezone=UTC",
    "log_timezone=UTC",
    "logging_collector=off",
];

/// The server process of one data folder.
#[derive(Debug, Clone)]
pub(crate) struct Postmaster {
    bin_dir: PathBuf,
    data: PathBuf,
    log: PathBuf,
    account: Option<Account>,
    connections: u16,
}

impl Postmaster {
    /// The server of this site, run with these programs.
    pub(crate) fn new(site: &Site, installation: &Installation) -> Self {
        let (data, log) = (site.data(), site.log());
        Self {
            bin_dir: installation.bin_dir.clone(),
            data,
            log,
            account: site.account,
            connections: site.connections,
        }
    }

    /// The port of the running server. Waits for one that is just starting or stopping.
    pub(crate) fn running(&self) -> Result<Option<u16>, Error> {
        self.poll("start", START_SECONDS, || match PidFile::live(&self.data) {
            None => Some(None),
            Some(PidFile {
                phase: Phase::Ready,
                port,
                ..
            }) => port.map(Some),
            Some(_) => None,
        })
    }

    /// Starts the server on `port` and waits until it takes connections.
    pub(crate) fn start(&self, port: u16) -> Result<(), Error> {
        self.clear_stale_pid()?;
        if std::fs::metadata(&self.log).is_ok_and(|log| log.len() > LOG_LIMIT) {
            remove_file(&self.log)?;
        }
        let before = std::fs::metadata(&self.log).map_or(0, |log| log.len());
        let settings = SETTINGS.map(|setting| format!(" -c {setting}")).concat();
        // `pg_ctl` puts the server into a session of its own.
        let started = self
            .pg_ctl("start")
            .args([Path::new("-l"), &self.log])
            .args(["-w", "-t", &START_SECONDS.to_string()])
            .args([
                "-o",
                &format!(
                    "-p {port} -c listen_addresses={ADDRESS} -c max_connections={}{settings}",
                    self.connections
                ),
            ])
            .run();
        started.map(drop).map_err(|error| self.with_log(error, before))
    }

    /// Stops the server, also in the middle of its clients' work.
    pub(crate) fn stop(&self) -> Result<(), Error> {
        if PidFile::live(&self.data).is_none() {
            return Ok(());
        }
        let stop = |mode| {
            self.pg_ctl("stop")
                .args(["-m", mode, "-w", "-t", &STOP_SECONDS.to_string()])
                .run()
        };
        stop("fast").or_else(|error| {
            // It may have ended by itself meanwhile, or hang: then the next start recovers.
            if PidFile::live(&self.data).is_none() {
                Ok(String::new())
            } else {
                stop("immediate").map_err(|_| error)
            }
        })?;
        Ok(())
    }

    fn pg_ctl(&self, action: &str) -> Program {
        let data = [Path::new("-D"), &self.data];
        Program::new(&self.bin_dir, "pg_ctl", self.account)
            .args([action])
            .args(data)
    }

    /// `PostgreSQL` clears the file of a dead server itself, but not when its pid now belongs to another program.
    fn clear_stale_pid(&self) -> Result<(), Error> {
        if !PidFile::exists(&self.data) {
            return Ok(());
        }
        let survivors = || process::working_in(&self.data);
        let mut waited = Duration::ZERO;
        while !survivors().is_empty() {
            if waited >= SURVIVORS_LEAVE {
                let pids = survivors()
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(", ");
                return Err(Error::Survivors {
                    folder: self.data.clone(),
                    pids,
                });
            }
            sleep(POLL);
            waited += POLL;
        }
        match PidFile::read(&self.data) {
            // Its shared memory is named in the file: `PostgreSQL` makes sure that nobody is left in there.
            Some(file) if !process::exists(file.pid) => Ok(()),
            _ => PidFile::remove(&self.data),
        }
    }

    /// Asks again and again until there is an answer, for at most so many seconds.
    fn poll<T>(&self, goal: &'static str, seconds: u64, ask: impl Fn() -> Option<T>) -> Result<T, Error> {
        let mut waited = Duration::ZERO;
        loop {
            if let Some(answer) = ask() {
                return Ok(answer);
            }
            if waited >= Duration::from_secs(seconds) {
                return Err(Error::Slow {
                    folder: self.data.clone(),
                    goal,
                    seconds,
                    log: self.log.clone(),
                });
            }
            sleep(POLL);
            waited += POLL;
        }
    }

    /// The error of `pg_ctl` with the end of the server's log, where the reason is.
    fn with_log(&self, error: Error, before: u64) -> Error {
        let Error::Program {
            program,
            status,
            output,
        } = error
        else {
            return error;
        };
        let tail = log_since(&self.log, before).unwrap_or_default();
        Error::Program {
            program,
            status,
            output: format!("{output}{}:\n{tail}", self.log.display()),
        }
    }
}

fn log_since(log: &Path, before: u64) -> std::io::Result<String> {
    let mut file = std::fs::File::open(log)?;
    let from = file.metadata()?.len().saturating_sub(LOG_TAIL).max(before);
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
