//! The least that can be asked of the table: one row by its key, prepared, without HTTP, pages or us.

use std::{fs, process::Command};

use anyhow::{Context, Result};

use super::{
    figures::Sample,
    world::{self, Server, World},
};
use crate::{browsers::in_path, psql};

const SCRIPT: &str = "floor.sql";
/// `pgbench` knows numbers only, so it picks an id from a list within its statement. A longer list would cost time of its own.
const IDS: u32 = 1_000;
/// Evenly spread over those whose cookies are known.
const LIST: &str = "select '{' || string_agg(id, ',') || '}' from bench.visitor where number % 10 = 0";

/// Runs `pgbench`.
pub fn run(world: &World, connections: u16, seconds: u16) -> Result<Sample> {
    let program = psql::beside_the_server("pgbench")
        .or_else(|| in_path("pgbench"))
        .context("there is no pgbench, which comes with PostgreSQL's server or in postgresql-contrib")?;
    let mut pgbench = Command::new(program);
    pgbench
        .args(["-n", "-M", "prepared", "-j", "1"])
        .args(["-c", &connections.to_string(), "-T", &seconds.to_string(), "-f"])
        .arg(world::file(SCRIPT))
        .arg(world.url(Server::Ours)?);
    let text = psql::output(&mut pgbench)?;
    Sample::of_pgbench(&text).with_context(|| format!("{text:?} is no result of pgbench"))
}

/// Writes down what it shall ask.
pub fn prepare(world: &World) -> Result<()> {
    let ids = world.ask(Server::Ours, &[LIST])?;
    let statement = format!(
        "\\set n random(1, {IDS})\nselect data, expiry_date from session.record where id = ('{ids}'::text[])[:n];\n"
    );
    Ok(fs::write(world::file(SCRIPT), statement)?)
}
