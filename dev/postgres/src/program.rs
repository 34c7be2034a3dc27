//! Running one of `PostgreSQL`'s programs, as the right user and with a clean environment.

use crate::Error;
use crate::account::Account;
use std::ffi::OsStr;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

/// The server's settings must not depend on the terminal it is started from: `PGDATA`, `PGPORT` and relatives.
const FOREIGN_PREFIX: &str = "PG";

/// A program in `bin_dir`, ready for its arguments.
#[derive(Debug)]
pub(crate) struct Program {
    name: &'static str,
    command: Command,
}

impl Program {
    /// `name` from `bin_dir`, run as `account` when there is one.
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

    /// Adds arguments.
    pub(crate) fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.command.args(arguments);
        self
    }

    /// Runs it to its end; what it printed, or why it failed.
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
