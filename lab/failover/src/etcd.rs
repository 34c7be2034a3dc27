//! etcd: who is the primary stands in it.

use std::{net::Ipv4Addr, path::PathBuf, process::Command};

use anyhow::Result;
use dev_deployment::process::{Output, Process};
use dev_postgres::Account;

use crate::network::step_down;

/// Where clients find it, on its address.
pub const PORT: u16 = 22379;
const PEER_PORT: u16 = 22380;

/// etcd, running or not.
pub struct Etcd {
    program: PathBuf,
    address: Ipv4Addr,
    data: PathBuf,
    account: Option<Account>,
    output: Output,
    process: Option<Process>,
}

impl Etcd {
    pub const fn new(
        program: PathBuf,
        address: Ipv4Addr,
        data: PathBuf,
        account: Option<Account>,
        output: Output,
    ) -> Self {
        Self {
            program,
            address,
            data,
            account,
            output,
            process: None,
        }
    }

    /// Starts it on the data that it has, unless it runs.
    pub fn start(&mut self) -> Result<()> {
        if self.process.is_some() {
            return Ok(());
        }
        let url = |port: u16| format!("http://{}:{port}", self.address);
        let mut command = Command::new(&self.program);
        command
            .arg("--data-dir")
            .arg(&self.data)
            .args(["--name", "etcd", "--log-level", "warn"])
            .args(["--listen-client-urls", &url(PORT)])
            .args(["--advertise-client-urls", &url(PORT)])
            .args(["--listen-peer-urls", &url(PEER_PORT)])
            .args(["--initial-advertise-peer-urls", &url(PEER_PORT)])
            .args(["--initial-cluster", &format!("etcd={}", url(PEER_PORT))]);
        step_down(&mut command, self.account);
        self.process = Some(Process::start("etcd", &mut command, &self.output)?);
        Ok(())
    }

    /// Kills etcd, as a machine that loses its power.
    pub fn kill(&mut self) {
        if let Some(process) = self.process.take() {
            process.kill();
        }
    }

    /// Fails if it ended by itself.
    pub fn check(&mut self) -> Result<()> {
        self.process.as_mut().map_or(Ok(()), Process::check)
    }
}
