//! A database node: Patroni and the PostgreSQL that it looks after.

use std::{collections::BTreeMap, net::Ipv4Addr, path::PathBuf};

use anyhow::{Context, Result};
use dev_deployment::{
    family::Postmaster,
    guard,
    process::{Output, Process},
    psql, workspace,
};
use dev_postgres::Account;
use rustix::process::{Pid, Signal, getpgid, kill_process};

use crate::network::{Network, inside};

/// The file that is shipped.
const PATRONI: &str = "deploy/availability/patroni.yml";

/// A node, running or not.
pub struct Node {
    pub name: String,
    pub address: Ipv4Addr,
    network: Network,
    number: usize,
    data: PathBuf,
    program: PathBuf,
    environment: BTreeMap<&'static str, String>,
    account: Option<Account>,
    output: Output,
    patroni: Option<Process>,
    /// The groups of `PostgreSQL`'s processes that the guard was told of: Patroni puts them into sessions of their own.
    guarded: Vec<Pid>,
}

/// What a server takes itself for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A primary that a synchronous standby follows.
    Followed,
    /// A primary that none follows.
    Alone,
    /// No primary: it does not answer, or follows another one.
    None,
}

impl Node {
    pub fn new(
        name: String,
        (network, number): (Network, usize),
        data: PathBuf,
        program: PathBuf,
        environment: BTreeMap<&'static str, String>,
        account: Option<Account>,
        output: Output,
    ) -> Self {
        Self {
            name,
            address: network.nodes[number],
            network,
            number,
            data,
            program,
            environment,
            account,
            output,
            patroni: None,
            guarded: Vec::new(),
        }
    }

    /// Starts Patroni, which starts `PostgreSQL`.
    pub fn start(&mut self) -> Result<()> {
        let mut command = self.network.command(&self.program, self.account);
        command
            .arg(workspace::at(PATRONI))
            .current_dir(self.data.parent().context("no folder")?)
            .envs(&self.environment)
            .env_remove("DATABASE_URL");
        let patroni = Process::start(&self.name, &mut command, &self.output)?;
        let process = patroni.id();
        self.patroni = Some(patroni);
        self.network.connect(self.number, process)
    }

    /// Fails if Patroni ended by itself.
    pub fn check(&mut self) -> Result<()> {
        self.patroni.as_mut().map_or(Ok(()), Process::check)
    }

    /// Whether the node runs, frozen or not.
    pub const fn runs(&self) -> bool {
        self.patroni.is_some()
    }

    /// Asks its server from its own machine what it takes itself for, also while nobody else reaches it.
    pub fn takes_itself_for(&self, url: &str) -> Result<Part> {
        let process = self.patroni.as_ref().context("it does not run")?.id();
        let mut psql = inside(process, "psql");
        psql.args(["--no-psqlrc", "--tuples-only", "--no-align", "--dbname", url])
            .args([
                "--command",
                "select not pg_is_in_recovery(), session.has_standby()",
            ])
            .env("PGCONNECT_TIMEOUT", "1");
        Ok(match psql::output(&mut psql).as_deref() {
            Ok("t|t") => Part::Followed,
            Ok("t|f") => Part::Alone,
            _ => Part::None,
        })
    }

    /// The first process of its server.
    pub fn postmaster(&self) -> Result<Postmaster> {
        Postmaster::of(&self.data)
    }

    /// The guard learns of the server, which ends with us.
    pub fn guard(&mut self) {
        self.forget();
        if let Ok(postmaster) = self.postmaster() {
            self.tell_guard(postmaster.pid());
        }
    }

    /// The machine loses its power.
    pub fn kill(&mut self) -> Result<()> {
        // The one that would start the other again goes first.
        if let Some(patroni) = self.patroni.take() {
            patroni.kill();
        }
        if let Ok(postmaster) = self.postmaster() {
            postmaster.kill()?;
        }
        self.forget();
        Ok(())
    }

    /// The machine stands still: all its processes, with all their connections open.
    pub fn freeze(&mut self) -> Result<()> {
        let postmaster = self.postmaster()?;
        self.patroni.as_ref().context("it does not run")?.pause();
        postmaster.pause()?;
        // What stands still keeps its number until it goes on.
        for child in postmaster.children()? {
            self.tell_guard(child);
        }
        Ok(())
    }

    /// Those processes of its server stand still that say that they do this, for good: the machine is to be killed. Says how many.
    pub fn freeze_those(&mut self, what: &str) -> Result<usize> {
        let found = self.postmaster()?.children_that(what)?;
        for pid in &found {
            self.tell_guard(*pid);
            kill_process(*pid, Signal::STOP)?;
        }
        Ok(found.len())
    }

    /// The machine goes on as if no time had passed; the server before the one that could stop it.
    pub fn thaw(&mut self) -> Result<()> {
        self.guard();
        self.postmaster()?.resume()?;
        self.patroni.as_ref().context("it does not run")?.resume();
        Ok(())
    }

    fn tell_guard(&mut self, pid: Pid) {
        // It may have ended just now.
        if let Ok(group) = getpgid(Some(pid)) {
            guard::watch(group);
            self.guarded.push(group);
        }
    }

    fn forget(&mut self) {
        self.guarded.drain(..).for_each(guard::forget);
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if let Err(error) = self.kill() {
            eprintln!("{} may be left behind: {error:#}", self.name);
        }
    }
}
