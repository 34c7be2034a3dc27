//! A server that follows the deployment's, and falls behind.

use std::{
    io::{BufRead, BufReader},
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    process::{Child, Stdio},
};

use anyhow::{Context, Result};
use dev_deployment::{
    cluster::{Cluster, port_of},
    dev_postgres::{DevPostgres, Line},
    psql,
};
use rustix::process::{Pid, Signal, kill_process};

/// A server with what the primary had when it began to follow, and nothing that came later. Dropping it stops the server and throws
/// its data away.
pub struct Follower {
    server: DevPostgres,
    process: Child,
    pub address: SocketAddr,
}

impl Follower {
    /// Copies the cluster's data into this folder.
    pub fn start(cluster: &Cluster, home: &Path) -> Result<Self> {
        let primary = cluster.server();
        let server = DevPostgres {
            home: Some(home.to_path_buf()),
            release: primary.release,
            connections: primary.connections,
        };
        server.run("reset")?;
        let of = primary
            .home
            .as_deref()
            .context("the server has no folder of its own")?;
        let of = of.to_str().context("a folder's name is no text")?;
        let mut process = server
            .command(&["follow", of])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot run dev-postgres")?;
        let output = process.stdout.take().context("its output is piped")?;
        let mut follower = Self {
            server,
            process,
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        };
        let mut owner = None;
        for line in BufReader::new(output).lines() {
            match Line::read(&line?) {
                Line::Owner(url) => owner = Some(url.to_owned()),
                Line::Ready => break,
                _ => {}
            }
        }
        let owner = owner.context("no other server can follow this one; is pg_basebackup installed?")?;
        follower.address.set_port(port_of(&owner)?);
        psql::ask_as_owner(&owner, &["select pg_wal_replay_pause()"])?;
        Ok(follower)
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        if let Some(pid) = i32::try_from(self.process.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process(pid, Signal::TERM);
        }
        let _ = self.process.wait();
        if let Err(error) = self.server.run("reset") {
            eprintln!("a PostgreSQL stays behind: {error:#}");
        }
    }
}
