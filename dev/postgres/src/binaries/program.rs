//! Running one of `PostgreSQL`'s programs, as the right user and with a clean environment.

use crate::Error;
use crate::account::Account;
use std::ffi::OsStr;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

/// How the variables begin that are taken away (`PGDATA`, `PGPORT` …): the server's settings must not depend on the
/// terminal it is started from.
const FOREIGN_PREFIX: &str = "PG";

/// One run of a `PostgreSQL` program that is being prepared.
#[derive(Debug)]
pub(crate) struct Program {
    name: &'static str,
    command: Command,
}

impl Program {
    /// The program `name` of the folder `bin_dir`, to be run as `account` when there is one.
    pub(crate) fn new(bin_dir: &Path, name: &'static str, account: Option<Account>) -> Self {
        let mut command = Command::new(bin_dir.join(name));
        let foreign = std::env::vars_os().filter(|(name, _)| {
            let name = name.as_encoded_bytes();
            name.starts_with(FOREIGN_PREFIX.as_bytes())
        });
        for (name, _) in foreign {
            command.env_remove(name);
        }
        // The current folder may be closed to the account. Messages in English, so that they can be searched for.
        command
            .current_dir("/")
            .env("LC_ALL", "C")
            .env("TZ", "UTC")
            .stdin(Stdio::null());
        // A Ctrl-C in the terminal is for the application, which drains before it gives its lease back.
        command.process_group(0);
        if let Some(Account { uid, gid }) = account {
            command.gid(gid).uid(uid);
        }
        Self { name, command }
    }

    /// Adds arguments to the command line.
    pub(crate) fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.command.args(arguments);
        self
    }

    /// Runs the program to its end; the result is what it printed to standard output.
    pub(crate) fn run(mut self) -> Result<String, Error> {
        let path = Path::new(self.command.get_program()).to_path_buf();
        let output = self.command.output().map_err(Error::io("run", &path))?;
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() {
            return Ok(printed);
        }
        Err(Error::Program {
            program: self.name.to_owned(),
            status: output.status.to_string(),
            output: format!("{printed}{}", String::from_utf8_lossy(&output.stderr)),
        })
    }
}
