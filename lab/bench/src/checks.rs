//! What is counted rather than timed: statements of one request alone, rows that reading writes, what a login asks for.

use std::{
    collections::BTreeMap,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::{
    counters::Counters,
    filling::{VISITOR_ALONE, VISITORS},
    load::{self, Load},
    login::{self, Cost},
    scenario::Page,
    touches::{self, Age},
    world::{self, Server, World},
};
use dev_deployment::stop;

/// A backend that falls idle tells its figures after so long at the latest (`PGSTAT_IDLE_INTERVAL`).
const STATISTICS: Duration = Duration::from_secs(11);
/// Touches happen behind the request's back.
const BEHIND: Duration = Duration::from_millis(500);
const SECONDS: u16 = 2;

/// Tuples that were inserted, updated and deleted, by table.
pub type Writes = BTreeMap<String, u64>;

/// All of it.
#[derive(Debug)]
pub struct Checks {
    /// One visitor who reads without pause, alone with the server.
    pub alone: Counters,
    pub one_touch: OneTouch,
    pub touch_wal: TouchWal,
    pub login: Cost,
    pub logout: Cost,
}

/// One session that was due, read over several connections at once for less than a minute.
#[derive(Debug)]
pub struct OneTouch {
    pub requests: f64,
    /// In the whole database.
    pub writes: Writes,
}

/// Bytes of WAL for each session that is touched.
#[derive(Debug)]
pub struct TouchWal {
    /// The first time after a checkpoint, when a whole page is logged.
    pub after_checkpoint: f64,
    pub later: f64,
}

impl Checks {
    pub fn make(world: &World) -> Result<Self> {
        let one_touch = one_touch(world)?;
        let alone = alone(world)?;
        let touch_wal = touch_wal(world)?;
        let (login, logout) = login::measure(world)?;
        Ok(Self {
            alone,
            one_touch,
            touch_wal,
            login,
            logout,
        })
    }

    pub fn to_json(&self) -> Value {
        let cost = |cost: &Cost| json!({"statements": cost.statements, "milliseconds": cost.took.as_secs_f64() * 1e3});
        json!({
            "each_request_alone": self.alone.to_json(),
            "one_session_for_less_than_a_minute": {
                "requests": self.one_touch.requests,
                "rows_written": self.one_touch.writes,
            },
            "wal_bytes_of_a_touch": {
                "after_a_checkpoint": self.touch_wal.after_checkpoint,
                "later": self.touch_wal.later,
            },
            "login": cost(&self.login),
            "logout": cost(&self.logout),
        })
    }
}

/// The viewer endpoint: every request there is asks who is asking, and this one asks nothing else.
fn visits(world: &World, visitors: &'static str, connections: u16) -> Load<'static> {
    Load {
        visitors: Some(world::file(visitors)),
        ..Load::of(world.path(Page::Viewer), connections, SECONDS)
    }
}

fn one_touch(world: &World) -> Result<OneTouch> {
    touches::age(world, Server::Ours, Age::Due)?;
    // What was written until now is counted when everybody has told.
    wait(STATISTICS)?;
    let before = writes(world)?;
    let result = load::run(world.address(Server::Ours)?, &visits(world, VISITOR_ALONE, 8))?;
    wait(STATISTICS)?;
    let mut writes = writes(world)?;
    for (table, count) in &mut writes {
        *count -= before.get(table).copied().unwrap_or_default().min(*count);
    }
    writes.retain(|_, count| *count > 0);
    Ok(OneTouch {
        requests: result.answered,
        writes,
    })
}

fn alone(world: &World) -> Result<Counters> {
    touches::age(world, Server::Ours, Age::Fresh)?;
    let process = Some(world.process(Server::Ours)?);
    let before = Counters::read(&world.cluster, process)?;
    let result = load::run(world.address(Server::Ours)?, &visits(world, VISITORS, 1))?;
    let used = Counters::read(&world.cluster, process)?.since(&before);
    Ok(used.per(result.answered))
}

fn touch_wal(world: &World) -> Result<TouchWal> {
    let once = |checkpoint: bool| {
        touches::age(world, Server::Ours, Age::Due)?;
        if checkpoint {
            world.cluster.ask(&["checkpoint"])?;
        }
        let before = Counters::read(&world.cluster, None)?;
        load::run(world.address(Server::Ours)?, &visits(world, VISITORS, 16))?;
        thread::sleep(BEHIND);
        let used = Counters::read(&world.cluster, None)?.since(&before);
        // The others were not visited in that time.
        let touched: f64 = world
            .ask(
                Server::Ours,
                &[
                    "select count(*) from session.login l join bench.visitor v on v.id = l.id \
                   where last_seen_at > session.now() - interval '1 minute'",
                ],
            )?
            .parse()?;
        Ok::<_, anyhow::Error>(used.wal / touched.max(1.0))
    };
    Ok(TouchWal {
        after_checkpoint: once(true)?,
        later: once(false)?,
    })
}

fn writes(world: &World) -> Result<Writes> {
    let answer = world.ask(
        Server::Ours,
        &["select schemaname || '.' || relname, n_tup_ins + n_tup_upd + n_tup_del from pg_stat_user_tables"],
    )?;
    let table = |line: &str| {
        let (table, count) = line.split_once('|').context("two columns")?;
        Ok((table.to_owned(), count.parse()?))
    };
    answer.lines().map(table).collect()
}

/// Waits, unless somebody asks to stop.
pub fn wait(time: Duration) -> Result<()> {
    let end = Instant::now() + time;
    while Instant::now() < end {
        stop::check_interrupt()?;
    }
    Ok(())
}
