//! The shop at which members log in, and those who look at its pages.

use std::{
    fs::{self, File},
    net::{Ipv4Addr, SocketAddr},
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
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
    options::FOLDER,
    pages::catalogue,
    world::{self, file},
};

const DATABASE: &str = "cfmall_bench_login";
/// The members who log in, so many that nobody comes to the limit of their sessions, at which the oldest one ends. Nobody uses a session of
/// theirs that was there before.
const LOGGING_IN: usize = 5_000;
/// More members than log in in a second: the next run begins with the next ones.
const NEXT: usize = 150;
/// More members than log in in a second where passwords are not hashed.
const UNHASHED_NEXT: usize = 2_000;
/// All but the one whose session was copied, who has a password already.
const PASSWORDS: &str = "insert into auth.member (id, user_name, nickname, password_hash)
    select theirs.id, 'bench' || theirs.id, theirs.nickname, bench.password_hash
    from session.member theirs cross join auth.member bench
    where bench.user_name = 'bench' and theirs.nickname like '顾客%' and theirs.id <> bench.id";
/// Those who log in, those whose hash is the shop's first.
const ACCOUNTS: &str = "select user_name, nickname from auth.member where user_name ~ '^bench' order by id";
/// [`PASSWORD`], hashed with as little as Argon2 can do: 8 KiB, once. A demo member's is not hashed anew for that.
const UNHASHED: &str = "update auth.member set is_demo = true,
        password_hash = '$argon2id$v=19$m=8,t=1,p=1$rcCjm6S3lPDRZZX56cR5/g$eGaIeGV6+GKQRq9MB/z0vA'";
/// Logins for each second; a run that has sent all of them ends before its time.
const LOGINS: u16 = 400;
/// Logins for each second where passwords are not hashed.
const UNHASHED_LOGINS: u16 = 4_000;
/// The time until all who log in meanwhile wait for their turn.
const QUEUED: Duration = Duration::from_millis(500);
/// Those who log in come from addresses of their own: what is counted for an address is counted one after the other.
const FROM: Ipv4Addr = Ipv4Addr::new(127, 1, 0, 1);
const FORMS: &str = "forms-login";
const NEWCOMERS: &str = "visitors-login";
const VISITORS: &str = "visitors-login-pages";

/// The sessions that a table is filled with.
#[derive(Debug, Clone, Copy)]
pub struct Filling {
    pub sessions: u32,
    /// Those whose cookies are known, each of another member.
    pub known: u32,
    /// The sessions of one member.
    pub per_member: u32,
}

/// How the passwords of those who log in are hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hash {
    /// With the shop's parameters.
    Shops,
    /// With next to nothing, so that everything else can be seen.
    Off,
}

/// A monolith, its database and its members.
pub struct World {
    pub(crate) deployment: Deployment,
    pub(crate) cluster: Cluster,
    port: u16,
    category: String,
    /// Those who log in: a name that nobody else has, and a nickname.
    accounts: Vec<(String, String)>,
    /// Others like them, whose passwords are not hashed.
    unhashed: Vec<(String, String)>,
    /// Who of them is the next.
    next: AtomicUsize,
    /// The second half of those whose cookies are known, as `load` reads them. Nobody of them logs in.
    pub(crate) visitors: Vec<String>,
}

impl World {
    /// Starts everything, and fills the tables.
    pub fn start(first_port: u16, filling: Filling, release: bool) -> Result<Self> {
        let folder = workspace::at(FOLDER);
        fs::create_dir_all(&folder)?;
        drop(File::create(folder.join("log"))?);
        let log = File::options().append(true).open(folder.join("log"))?;
        let output = Output::File(Arc::new(log));
        let (cluster, database) = Cluster::start(&format!("{FOLDER}/postgres"), DATABASE, false, &output)?;
        world::configure(&cluster)?;
        let port = port::next_free(first_port)?;
        let deployment = world::serve(database, port, (None, release), &output)?;
        let mut world = Self {
            deployment,
            cluster,
            port,
            category: String::new(),
            accounts: Vec::new(),
            unhashed: Vec::new(),
            next: AtomicUsize::new(0),
            visitors: Vec::new(),
        };
        world.fill(filling)?;
        Ok(world)
    }

    fn fill(&mut self, filling: Filling) -> Result<()> {
        let url = self.deployment.database().urls.owner.clone();
        run_file(&url, MEMBERS_SQL, &[])?;
        login::log_in(self.address(), login::COPIED)?;
        let variables = [
            ("rows", filling.sessions.to_string()),
            ("known", filling.known.to_string()),
            ("per_member", filling.per_member.to_string()),
            ("with_stock", "false".to_owned()),
        ];
        let visitors = run_file(&url, SESSIONS_SQL, &variables)?;
        let visitors: Vec<_> = visitors
            .lines()
            .map(|line| format!("{COOKIE}={line}\n"))
            .collect();
        ensure!(
            visitors.len() == filling.known as usize,
            "{} visitors were made",
            visitors.len()
        );
        self.visitors = visitors[visitors.len() / 2..].to_vec();
        fs::write(file(VISITORS), self.visitors.concat())?;
        // The other half looks at pages.
        let unhashed = format!(
            "{ACCOUNTS} offset {LOGGING_IN} limit {}",
            self.visitors.len().saturating_sub(LOGGING_IN)
        );
        psql::ask_as_owner(
            &url,
            &[
                PASSWORDS,
                &format!("{UNHASHED} where user_name in (select u.user_name from ({unhashed}) u)"),
                "vacuum analyze auth.member",
            ],
        )?;
        let accounts = |accounts: &str| {
            let lines = psql::ask_as_owner(&url, &[accounts])?;
            let accounts = lines.lines().filter_map(|line| line.split_once('|'));
            let owned = accounts.map(|(name, nickname)| (name.to_owned(), nickname.to_owned()));
            anyhow::Ok(owned.collect::<Vec<_>>())
        };
        self.accounts = accounts(&format!("{ACCOUNTS} limit {LOGGING_IN}"))?;
        self.unhashed = accounts(&unhashed)?;
        ensure!(self.accounts.len() == LOGGING_IN, "a member has no password");
        for (name, _) in self.accounts.first().into_iter().chain(self.unhashed.first()) {
            login::log_in(self.address(), name)?;
        }
        self.category = catalogue::fullest(&url)?;
        Ok(())
    }

    pub(crate) fn address(&self) -> SocketAddr {
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

    /// Members log in on so many connections, each time another one.
    pub fn log_in(&self, hash: Hash, connections: u16, seconds: u16) -> Result<Sample> {
        self.tidy()?;
        let load = self.logins(hash, connections, seconds)?;
        self.measured(&load)
    }

    /// Others look at pages.
    pub fn look(&self, seconds: u16) -> Result<Sample> {
        self.measured(&self.pages(seconds))
    }

    /// Others look at pages, and then members log in at the same time: what both saw.
    pub fn look_meanwhile(&self, seconds: u16) -> Result<(Sample, Sample)> {
        self.tidy()?;
        // Begins before, ends after.
        let logins = self.logins(Hash::Shops, AT_ONCE, seconds + 2)?;
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

    /// What autovacuum does in production: it is off, so that it falls into nobody's round. Without what it knows of the tables PostgreSQL reads
    /// those from end to end that it believes to be empty.
    pub(crate) fn tidy(&self) -> Result<()> {
        psql::ask_as_owner(&self.deployment.database().urls.owner, &["vacuum analyze"]).map(drop)
    }

    /// Lets visitors come, and counts what they use.
    pub(crate) fn measured(&self, load: &Load<'_>) -> Result<Sample> {
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

    fn logins(&self, hash: Hash, connections: u16, seconds: u16) -> Result<Load<'static>> {
        let (accounts, each_second, next) = match hash {
            Hash::Shops => (&self.accounts, LOGINS, NEXT),
            Hash::Off => (&self.unhashed, UNHASHED_LOGINS, UNHASHED_NEXT),
        };
        ensure!(!accounts.is_empty(), "nobody can log in so");
        let count = usize::from(each_second) * usize::from(seconds);
        let first = self
            .next
            .fetch_add(next * usize::from(seconds), Ordering::Relaxed);
        let turns = || accounts.iter().cycle().skip(first % accounts.len()).take(count);
        let forms = turns().map(|(name, _)| format!("account={name}&password={PASSWORD}\n"));
        fs::write(file(FORMS), forms.collect::<String>())?;
        // Nobody has a cookie, and each must be greeted by name.
        let newcomers = turns().map(|(_, nickname)| format!("\t{nickname}\n"));
        fs::write(file(NEWCOMERS), newcomers.collect::<String>())?;
        Ok(Load {
            from: Some(FROM),
            forms: Some(file(FORMS)),
            visitors: Some(file(NEWCOMERS)),
            ..Load::of("/api/auth/login".to_owned(), connections, seconds)
        })
    }

    /// The server's process.
    pub(crate) fn process(&self) -> Result<u32> {
        let copy = self.deployment.copies.first();
        copy.and_then(RunningCopy::process_id)
            .context("the server is gone")
    }
}
