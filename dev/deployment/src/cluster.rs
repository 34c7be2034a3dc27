//! A `PostgreSQL` of its own for one deployment, so that it can be stopped, paused and filled up without disturbing anybody.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};

use crate::{
    database::{self, Database},
    dev_postgres::DevPostgres,
    family::Postmaster,
    process::Output,
    psql, stop, workspace,
};

/// How long an immediate stop may take.
const GONE: Duration = Duration::from_secs(30);

/// The server behind a [`Database`], which it must outlive.
pub struct Cluster {
    server: DevPostgres,
    database: String,
    data: PathBuf,
    /// The file that the server writes its log to.
    pub log: PathBuf,
    /// Where it listens.
    pub address: SocketAddr,
    /// The owner's connection string.
    pub owner: String,
    output: Output,
}

impl Cluster {
    /// A new, empty one in this folder of the workspace; what an aborted run left there is thrown away.
    pub fn start(home: &str, database: &str, release: bool, output: &Output) -> Result<(Self, Database)> {
        let server = DevPostgres {
            home: Some(workspace::at(home)),
            release,
            connections: None,
        };
        let status = server.status()?;
        let path = |path: Option<&Path>| path.map(Path::to_path_buf);
        let mut cluster = Self {
            data: path(status.data()).context("dev-postgres does not say where its data are")?,
            log: path(status.log()).context("dev-postgres does not say where its log is")?,
            database: database.to_owned(),
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            owner: String::new(),
            output: output.clone(),
            server,
        };
        // From here on it is removed with the value, also if it does not start.
        cluster.throw_away()?;
        let database = Database::start_private(database, cluster.server.clone(), output)?;
        cluster.owner.clone_from(&database.urls.owner);
        cluster.address.set_port(port_of(&database.urls.owner)?);
        cluster.settle()?;
        Ok((cluster, database))
    }

    /// One more database on the same server.
    pub fn database(&self, name: &str) -> Result<Database> {
        let database = Database::start_private(name, self.server.clone(), &self.output)?;
        self.ask(&[&durable(name)])?;
        Ok(database)
    }

    /// Like a production server, unlike one for development.
    fn settle(&self) -> Result<()> {
        self.ask(&[
            &durable(&self.database),
            // Whoever takes all slots does so by saying nothing.
            "alter system set authentication_timeout = '600s'",
            "select pg_reload_conf()",
        ])
        .map(drop)
    }

    /// The server, as `dev-postgres` knows it.
    pub const fn server(&self) -> &DevPostgres {
        &self.server
    }

    /// The folder of its data.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Runs statements as the owner, each in a transaction of its own, also while others can only read.
    pub fn ask(&self, statements: &[&str]) -> Result<String> {
        psql::ask_as_owner(&self.owner, statements)
    }

    /// Stops it as `dev-postgres stop` does, also if its processes stand still.
    pub fn stop(&self) -> Result<()> {
        self.resume()?;
        self.server.run("stop").map(drop)
    }

    /// On the same port as before.
    pub fn start_again(&self) -> Result<()> {
        // This lease is given back at once; that of the deployment keeps the server running.
        let (_lease, urls) = database::lease(&self.database, &self.server, &self.output)?;
        ensure!(
            urls.owner == self.owner,
            "PostgreSQL came back on another port: {} was taken",
            self.address.port()
        );
        Ok(())
    }

    /// Without a word to clients and without tidying up: the next start recovers.
    pub fn stop_immediately(&self) -> Result<()> {
        let postmaster = self.postmaster()?;
        self.resume()?;
        kill_process(postmaster.pid(), Signal::QUIT)?;
        let deadline = Instant::now() + GONE;
        while postmaster.is_alive() {
            if Instant::now() > deadline {
                bail!("PostgreSQL does not stop");
            }
            stop::sleep_briefly();
        }
        Ok(())
    }

    /// All its processes stand still; the system still accepts connections for them.
    pub fn pause(&self) -> Result<()> {
        self.postmaster()?.pause()
    }

    /// Lets all its processes go on. Those that do not stand still do not notice.
    pub fn resume(&self) -> Result<()> {
        self.postmaster().map_or(Ok(()), Postmaster::resume)
    }

    /// The first process of the server, and all that it started.
    pub fn processes(&self) -> Result<(Pid, Vec<Pid>)> {
        let postmaster = self.postmaster()?;
        Ok((postmaster.pid(), postmaster.children()?))
    }

    fn postmaster(&self) -> Result<Postmaster> {
        Postmaster::of(&self.data)
    }

    fn throw_away(&self) -> Result<()> {
        self.resume()?;
        self.server.run("reset").map(drop)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Err(error) = self.throw_away() {
            eprintln!("a PostgreSQL stays behind in {}: {error:#}", self.data.display());
        }
    }
}

/// What was acknowledged survives an immediate stop. A setting of the database outranks the command line.
fn durable(database: &str) -> String {
    format!("alter database {database} set synchronous_commit = on")
}

/// The port in a connection string of `dev-postgres`.
pub fn port_of(url: &str) -> Result<u16> {
    url.rsplit_once('@')
        .and_then(|(_, address)| address.split('/').next())
        .and_then(|address| address.rsplit_once(':'))
        .and_then(|(_, port)| port.parse().ok())
        .with_context(|| "dev-postgres gave a connection string without a port")
}

#[cfg(test)]
mod tests {
    use super::port_of;

    #[test]
    fn a_port_is_found() {
        assert_eq!(
            port_of("postgres://postgres:p:w@127.0.0.1:15432/cfmall?sslmode=disable").ok(),
            Some(15432)
        );
        assert!(port_of("postgres://somewhere/cfmall").is_err());
    }
}
