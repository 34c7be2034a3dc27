//! Logging in and out over HTTP, with a count of what the database is asked for it.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use crate::{
    figures::spread,
    load,
    world::{Server, World},
};

/// Of a monolith.
pub const COOKIE: &str = "__Host-cfmall";
/// Whose session is copied: the one of `sql/members.sql`.
pub const COPIED: &str = "bench";
/// A demo member, who has none of the sessions that are measured: a login may end older ones.
const ANOTHER: &str = "zhangsan";
/// Of every member here, and of the demo members.
pub const PASSWORD: &str = "cfmall-demo";
/// So often, to tell what every one costs from what happens now and then.
const LOGINS: u16 = 20;
/// A member may have so many sessions; of more logins only the last ones are good.
const LOGOUTS: u16 = 10;
/// What the services' roles asked, but for what copies do by themselves, whoever comes.
const COUNTED: &str = "
    select sum(calls), regexp_replace(query, '\\s+', ' ', 'g') from pg_stat_statements
    where userid in (select oid from pg_roles where rolname in ('cfmall_auth', 'cfmall_mall'))
      and query !~ 'session\\.(clean_up|touch|reap)|auth\\.delete_due|mall\\.(catalogue|members_forget|order|payment|sales)|demo_payments\\.|^select pg_is_in'
    group by 2";

/// What something costs that is done once in a while.
#[derive(Debug)]
pub struct Cost {
    /// Statements with how often, each time.
    pub statements: BTreeMap<String, f64>,
    /// The median.
    pub took: Duration,
}

impl Cost {
    pub fn sum(&self) -> f64 {
        self.statements.values().sum()
    }
}

/// Logs a member in; the cookie as `name=value`.
pub fn log_in(server: SocketAddr, account: &str) -> Result<String> {
    let form = format!("account={account}&password={PASSWORD}");
    let answer = load::post(server, "/api/auth/login", "", &form)?;
    let cookie = answer
        .lines()
        .find_map(|line| line.split_once(&format!("{COOKIE}=")))
        .and_then(|(_, rest)| rest.split(';').next());
    match cookie {
        Some(value) if answer.starts_with("HTTP/1.0 200") => Ok(format!("{COOKIE}={value}")),
        _ => anyhow::bail!("{account} cannot log in: {answer:.400}"),
    }
}

fn log_out(server: SocketAddr, cookie: &str) -> Result<()> {
    let answer = load::post(server, "/api/auth/logout", cookie, "")?;
    ensure!(
        answer.starts_with("HTTP/1.0 200"),
        "cannot log out: {answer:.400}"
    );
    Ok(())
}

/// What a login costs, and what a logout.
pub fn measure(world: &World) -> Result<(Cost, Cost)> {
    let server = world.address(Server::Ours)?;
    // The first ones prepare statements and open connections.
    log_out(server, &log_in(server, ANOTHER)?)?;
    let mut cookies = Vec::new();
    let login = cost(world, LOGINS, &mut || {
        cookies.push(log_in(server, ANOTHER)?);
        Ok(())
    })?;
    let logout = cost(world, LOGOUTS, &mut || {
        log_out(server, &cookies.pop().unwrap_or_default())
    })?;
    Ok((login, logout))
}

fn cost(world: &World, times: u16, work: &mut dyn FnMut() -> Result<()>) -> Result<Cost> {
    let before = counted(world)?;
    let mut took = Vec::new();
    for _ in 0..times {
        let started = Instant::now();
        work()?;
        took.push(started.elapsed().as_secs_f64());
    }
    let mut statements = counted(world)?;
    for (statement, calls) in &mut statements {
        *calls -= before.get(statement).copied().unwrap_or_default();
        *calls /= f64::from(times);
    }
    statements.retain(|_, calls| *calls > 0.0);
    let median = spread(took).map_or(0.0, |spread| spread.median);
    Ok(Cost {
        statements,
        took: Duration::from_secs_f64(median),
    })
}

fn counted(world: &World) -> Result<BTreeMap<String, f64>> {
    let answer = world.cluster.ask(&[COUNTED])?;
    let statement = |line: &str| {
        let (calls, query) = line.split_once('|').context("two columns")?;
        Ok((query.trim().to_owned(), calls.parse()?))
    };
    answer.lines().map(statement).collect()
}
