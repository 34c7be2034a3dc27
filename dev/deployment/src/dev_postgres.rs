//! The program `dev-postgres` of this workspace: called, heard and understood.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use anyhow::{Context, Result, ensure};

use crate::workspace;

/// A private `PostgreSQL`: where its data are, and which build of `dev-postgres` looks after it.
#[derive(Clone, Default)]
pub struct DevPostgres {
    /// The project's own, if there is none.
    pub home: Option<PathBuf>,
    /// Whether the optimised program is used.
    pub release: bool,
    /// The number of connections that the server takes, if not as many as usual.
    pub connections: Option<u16>,
}

/// What `dev-postgres status` says.
pub struct Status {
    text: String,
}

/// What `dev-postgres start` says, line by line.
#[derive(Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// The owner's connection string.
    Owner(&'a str),
    /// The connection string of a service's role.
    Login {
        /// The role's name.
        role: &'a str,
        /// Its connection string.
        url: &'a str,
    },
    /// All has been said, and the server runs.
    Ready,
    /// A line for people.
    Other,
}

impl DevPostgres {
    /// A command of it, such as `start cfmall`.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(workspace::program("dev-postgres", self.release));
        command.current_dir(workspace::root()).args(arguments);
        if let Some(home) = &self.home {
            command.env("CFMALL_DEV_HOME", home);
        }
        if let Some(connections) = self.connections {
            command.env("CFMALL_DEV_CONNECTIONS", connections.to_string());
        }
        command
    }

    /// Runs a command that ends by itself.
    pub fn run(&self, action: &str) -> Result<String> {
        let Output {
            status,
            stdout,
            stderr,
        } = self
            .command(&[action])
            .output()
            .context("cannot run dev-postgres")?;
        ensure!(
            status.success(),
            "dev-postgres {action}: {}",
            String::from_utf8_lossy(&stderr).trim()
        );
        Ok(String::from_utf8(stdout)?)
    }

    /// What `dev-postgres status` prints.
    pub fn status(&self) -> Result<Status> {
        Ok(Status {
            text: self.run("status")?,
        })
    }
}

impl Status {
    /// Whether no usable `PostgreSQL` is installed.
    pub fn lacks_programs(&self) -> bool {
        self.value("programs") == Some("none that fit")
    }

    /// The folder of `PostgreSQL`'s programs.
    pub fn programs(&self) -> Option<&Path> {
        self.path("programs")
    }

    /// The server's data directory.
    pub fn data(&self) -> Option<&Path> {
        self.path("data")
    }

    /// The server's log file.
    pub fn log(&self) -> Option<&Path> {
        self.path("log")
    }

    fn path(&self, name: &str) -> Option<&Path> {
        self.value(name).map(Path::new).filter(|path| path.is_absolute())
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.text.lines().find_map(|line| {
            let value = line.strip_prefix(name)?;
            value.starts_with(' ').then(|| value.trim())
        })
    }
}

impl<'a> Line<'a> {
    /// Reads one line.
    pub fn read(line: &'a str) -> Self {
        let is_url = |text: &str| text.starts_with("postgres://") || text.starts_with("postgresql://");
        let login = line.strip_prefix("as ").and_then(|rest| rest.split_once(": "));
        match login {
            Some((role, url)) if is_url(url) => Self::Login { role, url },
            _ if is_url(line) => Self::Owner(line),
            _ if line.starts_with("Ctrl-C") => Self::Ready,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_is_understood() {
        let status = Status {
            text: "server    not running\nprograms  /usr/lib/postgresql/15/bin\ndata      /x/da ta\nlog       \n".into(),
        };
        assert_eq!(status.programs(), Some(Path::new("/usr/lib/postgresql/15/bin")));
        assert_eq!(status.data(), Some(Path::new("/x/da ta")));
        assert_eq!(status.log(), None);
        assert!(!status.lacks_programs());
        let none = Status {
            text: "programs  none that fit\n".into(),
        };
        assert!(none.lacks_programs() && none.programs().is_none());
    }

    #[test]
    fn what_start_says_is_understood() {
        let (owner, mall) = ("postgres://postgres:x@h/d", "postgres://cfmall_mall:y@h/d");
        assert_eq!(Line::read(owner), Line::Owner(owner));
        assert_eq!(
            Line::read(&format!("as cfmall_mall: {mall}")),
            Line::Login {
                role: "cfmall_mall",
                url: mall
            }
        );
        assert_eq!(Line::read("as usual: nothing"), Line::Other);
        assert_eq!(
            Line::read("PostgreSQL 15 is running; its data are in x"),
            Line::Other
        );
        assert_eq!(
            Line::read("Ctrl-C stops it, unless another program uses it."),
            Line::Ready
        );
    }
}
