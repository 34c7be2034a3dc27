//! The least that can be asked of the table: one row by its key, prepared, without HTTP, pages or us.

use std::{fs, process::Command, time::Duration};

use anyhow::{Context, Result};

use crate::{
    checks::wait,
    counters::Counters,
    figures::Sample,
    world::{self, Server, World},
};
use dev_deployment::{
    process::{Output, Process},
    psql,
    system::in_path,
};

const SCRIPT: &str = "floor.sql";
/// `pgbench` knows numbers only, so it picks an id from a list within its statement. A longer list would cost time of its own.
const IDS: u32 = 1_000;
/// Evenly spread over those whose cookies are known.
const LIST: &str = "select '{' || string_agg(id, ',') || '}' from bench.visitor where number % 10 = 0";
/// How often the statement has been executed, and when that was.
const COUNTED: &str = "select coalesce(sum(calls), 0), extract(epoch from clock_timestamp()) \
                       from pg_stat_statements where query ~ '^select /\\* floor \\*/'";
/// Until all are connected and have prepared their statement.
const BEGIN: Duration = Duration::from_millis(1_200);

/// Lets `pgbench` run, and looks at what it has done in so many seconds of that.
pub fn measure(world: &World, connections: u16, seconds: u16) -> Result<Sample> {
    let program = psql::beside_the_server("pgbench")
        .or_else(|| in_path("pgbench"))
        .context("there is no pgbench, which comes with PostgreSQL's server or in postgresql-contrib")?;
    let mut pgbench = Command::new(program);
    pgbench
        .args(["-n", "-M", "prepared", "-j", "1", "-c"])
        .arg(connections.to_string())
        // Longer than anybody looks; it is ended before.
        .args(["-T", "60", "-f"])
        .arg(world::file(SCRIPT))
        .arg(world.url(Server::Ours)?);
    let (mut pgbench, _) = Process::start_heard("pgbench", &mut pgbench, &Output::default())?;
    wait(BEGIN)?;
    let (before, begin) = (Counters::read(&world.cluster, None)?, counted(world)?);
    wait(Duration::from_secs(seconds.into()))?;
    let (end, after) = (counted(world)?, Counters::read(&world.cluster, None)?);
    pgbench.check()?;
    Ok(Sample::of(end.0 - begin.0, end.1 - begin.1, after.since(&before)))
}

fn counted(world: &World) -> Result<(f64, f64)> {
    let answer = world.cluster.ask(&[COUNTED])?;
    let (calls, moment) = answer.split_once('|').context("two columns")?;
    Ok((calls.parse()?, moment.parse()?))
}

/// Writes down what it shall ask.
pub fn prepare(world: &World) -> Result<()> {
    let ids = world.ask(Server::Ours, &[LIST])?;
    let statement = format!(
        "\\set n random(1, {IDS})\n\
         select /* floor */ data, expiry_date from session.record where id = ('{ids}'::text[])[:n];\n"
    );
    Ok(fs::write(world::file(SCRIPT), statement)?)
}
