//! The shop at which members log in, and those who look at its pages.

use std::{
    fs::{self, File},
    net::{Ipv4Addr, SocketAddr},
    process::Command,
    sync::Arc,
    thread,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use dev_deployment::{
    cluster::Cluster,
    deployment::{Deployment, RunningCopy},
    port,
    process::Output,
    psql, workspace,
};
use serde_json::Value;

use super::{AT_ONCE, OTHERS, PAGES};
use crate::{
    counters::Counters,
    figures::Sample,
    filling::{MEMBERS_SQL, SESSIONS_SQL, run_file},
    load::{self, Load},
    login::{self, COOKIE, PASSWORD},
    machine::{self, Machine},
    options::{FOLDER, LoginOptions},
    pages::catalogue,
    world::{self, file},
};

const DATABASE: &str = "cfmall_bench_login";
/// Members with a password and a session each. The first half log in, the others look at pages: of those who log in often the oldest
/// session ends.
const MEMBERS: u16 = 1_000;
/// All but the one whose session was copied, who has a password already.
const PASSWORDS: &str = "insert into auth.member (id, user_name, nickname, password_hash)
    select theirs.id, 'bench' || theirs.id, theirs.nickname, bench.password_hash
    from session.member theirs cross join auth.member bench
    where bench.user_name = 'bench' and theirs.nickname like '顾客%' and theirs.id <> bench.id";
/// Logins for each second; a run that has sent all of them ends before its time.
const LOGINS: u16 = 400;
/// The time until all who log in meanwhile wait for their turn.
const QUEUED: Duration = Duration::from_millis(500);
const FORMS: &str = "forms-login";
const NEWCOMERS: &str = "visitors-login";
const VISITORS: &str = "visitors-login-pages";

/// A monolith, its database and its members.
pub struct World {
    deployment: Deployment,
    cluster: Cluster,
    port: u16,
    category: String,
    /// Those who log in: a name that nobody else has, and a nickname.
    accounts: Vec<(String, String)>,
}

impl World {
    /// Starts everything, and fills the tables.
    pub fn start(options: &LoginOptions, release: bool) -> Result<Self> {
        let folder = workspace::at(FOLDER);
        fs::create_dir_all(&folder)?;
        drop(File::create(folder.join("log"))?);
        let log = File::options().append(true).open(folder.join("log"))?;
        let output = Output::File(Arc::new(log));
        let (cluster, database) = Cluster::start(&format!("{FOLDER}/postgres"), DATABASE, false, &output)?;
        world::configure(&cluster)?;
        let port = port::next_free(options.port)?;
        let deployment = world::serve(database, port, (None, release), &output)?;
        let mut world = Self {
            deployment,
            cluster,
            port,
            category: String::new(),
            accounts: Vec::new(),
        };
        world.fill()?;
        Ok(world)
    }

    fn fill(&mut self) -> Result<()> {
        let url = self.deployment.database().urls.owner.clone();
        run_file(&url, MEMBERS_SQL, &[])?;
        login::log_in(self.address(), login::COPIED)?;
        let sessions = [
            ("rows", MEMBERS.to_string()),
            ("known", MEMBERS.to_string()),
            ("per_member", "1".to_owned()),
            ("with_stock", "false".to_owned()),
        ];
        let visitors = run_file(&url, SESSIONS_SQL, &sessions)?;
        let visitors: Vec<_> = visitors
            .lines()
            .map(|line| format!("{COOKIE}={line}\n"))
            .collect();
        ensure!(visitors.len() == usize::from(MEMBERS), "a member has no session");
        fs::write(file(VISITORS), visitors[usize::from(MEMBERS) / 2..].concat())?;
        psql::ask_as_owner(&url, &[PASSWORDS, "vacuum analyze auth.member"])?;
        let accounts = psql::ask_as_owner(
            &url,
            &["select user_name, nickname from auth.member where user_name ~ '^bench' order by id"],
        )?;
        let accounts: Vec<_> = accounts
            .lines()
            .filter_map(|line| line.split_once('|'))
            .map(|(name, nickname)| (name.to_owned(), nickname.to_owned()))
            .collect();
        ensure!(accounts.len() == usize::from(MEMBERS), "a member has no password");
        self.accounts = accounts.into_iter().take(usize::from(MEMBERS) / 2).collect();
        self.category = catalogue::fullest(&url)?;
        Ok(())
    }

    fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }

    /// Hashes and nothing else.
    pub fn hash(seconds: u16) -> Result<Sample> {
        let mut command = Command::new(workspace::program("bare-argon2", true));
        let text = psql::output(command.arg(seconds.to_string()))?;
        let result: Value = serde_json::from_str(text.trim())?;
        let number = |name: &str| result[name].as_f64().with_context(|| text.clone());
        Ok(Sample::of(
            number("hashes")?,
            number("seconds")?,
            Counters::default(),
        ))
    }

    /// Members log in, each time another one.
    pub fn log_in(&self, seconds: u16) -> Result<Sample> {
        let load = self.logins(seconds)?;
        self.measured(&load)
    }

    /// Others look at pages.
    pub fn look(&self, seconds: u16) -> Result<Sample> {
        self.measured(&self.pages(seconds))
    }

    /// Others look at pages, and then members log in at the same time: what both saw.
    pub fn look_meanwhile(&self, seconds: u16) -> Result<(Sample, Sample)> {
        // Begins before, ends after.
        let logins = self.logins(seconds + 2)?;
        thread::scope(|scope| {
            let logins = scope.spawn(|| load::run(self.address(), &logins));
            thread::sleep(QUEUED);
            let pages = load::run(self.address(), &self.pages(seconds));
            match logins.join() {
                Ok(logins) => Ok((pages?, logins?)),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        })
    }

    fn measured(&self, load: &Load<'_>) -> Result<Sample> {
        let process = Some(self.process()?);
        let before = Counters::read(&self.cluster, process)?;
        let sample = load::run(self.address(), load)?;
        Ok(sample.with(Counters::read(&self.cluster, process)?.since(&before)))
    }

    fn pages(&self, seconds: u16) -> Load<'static> {
        Load {
            visitors: Some(file(VISITORS)),
            rate: Some(PAGES),
            ..Load::of(format!("/c/{}", self.category), OTHERS, seconds)
        }
    }

    fn logins(&self, seconds: u16) -> Result<Load<'static>> {
        let count = usize::from(LOGINS) * usize::from(seconds);
        let turns = || self.accounts.iter().cycle().take(count);
        let forms = turns().map(|(name, _)| format!("account={name}&password={PASSWORD}\n"));
        fs::write(file(FORMS), forms.collect::<String>())?;
        // Nobody has a cookie, and each must be greeted by name.
        let newcomers = turns().map(|(_, nickname)| format!("\t{nickname}\n"));
        fs::write(file(NEWCOMERS), newcomers.collect::<String>())?;
        Ok(Load {
            forms: Some(file(FORMS)),
            visitors: Some(file(NEWCOMERS)),
            ..Load::of("/api/auth/login".to_owned(), AT_ONCE, seconds)
        })
    }

    fn process(&self) -> Result<u32> {
        let copy = self.deployment.copies.first();
        copy.and_then(RunningCopy::process_id)
            .context("the server is gone")
    }

    /// What a reader must know.
    pub fn describe(&self, options: &LoginOptions) -> Result<Machine> {
        let mut machine = machine::common(&self.cluster)?;
        machine.push((
            "measuring",
            format!(
                "{} rounds of {} s each, in turn forth and back",
                options.rounds, options.seconds
            ),
        ));
        Ok(machine)
    }
}
