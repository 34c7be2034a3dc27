//! A data folder for one test, gone with it.

use anyhow::{Context, Result};
use dev_postgres::{Options, Progress, Server};
use sqlx::{ConnectOptions, PgConnection};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

pub const SILENT: Progress<'static> = &|_| ();

pub struct Home {
    pub options: Options,
}

impl Home {
    /// Below the folder for temporary files, which the unprivileged user can reach when the tests run as root.
    pub fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("cfmall-test-{}-{number}", std::process::id()));
        Self {
            options: Options::new(folder.join("a home")),
        }
    }

    pub fn path(&self) -> &Path {
        &self.options.home
    }

    pub fn data(&self) -> PathBuf {
        self.path().join("cluster/data")
    }

    pub async fn server(&self) -> Result<Server> {
        Ok(Server::ensure(&self.options, SILENT).await?)
    }

    /// The pid that the server wrote.
    pub fn pid(&self) -> Result<String> {
        let text = std::fs::read_to_string(self.data().join("postmaster.pid"))?;
        Ok(text.lines().next().context("an empty pid file")?.to_owned())
    }

    /// The program of this crate, on this home.
    pub fn program(&self, command: &str) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_dev-postgres"));
        program.arg(command).env(dev_postgres::HOME_VARIABLE, self.path());
        program
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        program
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = self.program("reset").status();
        let _ = std::fs::remove_dir_all(self.path().parent().unwrap_or(self.path()));
    }
}

pub fn kill(signal: &str, pid: &str) -> Result<()> {
    anyhow::ensure!(
        Command::new("kill").args([signal, pid]).status()?.success(),
        "kill {signal} {pid}"
    );
    Ok(())
}

pub async fn connect(server: &Server) -> Result<PgConnection> {
    Ok(server.connect_options("postgres").connect().await?)
}

pub fn listens(port: u16) -> bool {
    std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
}
