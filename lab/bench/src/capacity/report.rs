//! The figures for the terminal, for readers, for programs.

use std::fmt::Write;

use anyhow::Result;
use serde_json::json;

use super::{clean_up::CleanUp, goals, scenario::SCENARIOS, stock::Memory, waits::Waits, written::Counts};
use crate::{
    figures::{Figures, Sample},
    machine::Machine,
    options::Options,
    publish::{self, Files, Goal},
    table::{missing, number, table, thousands},
};

const METHOD: &str = "\
Written by `cargo xtask bench capacity`; do not edit. Server (one monolith,
release build), PostgreSQL and load share the cores of one machine. Each connection sends its next request when it has read the
answer to the last one (HTTP/1.1, kept alive, no TLS); every answer is checked, and one wrong answer ends the run.

A login is the form that a script posts, each time another member's: account, attempt, password (Argon2id, `m=19456,t=2,p=1`), session. A look-up is
the viewer endpoint: who is asking, and nothing else. A logout uses a session up, so each is another's; so is the end of a member's other sessions.

Figures are medians of the rounds. CPU time is per request, from the kernel's counters, the operating system's work for the network
included; *cores busy* is all of it, the load's too. Transactions, flushes (`fsync` or its like, of the write-ahead log) and writes (what the kernel has sent
to the disk, checkpoints included) were counted in a run of their own, in which PostgreSQL was given the time to tell them. Autovacuum is off, so that it
falls into nobody's round; all tables are vacuumed and analysed before each measurement instead.

On a core of its own PostgreSQL is as near to a machine of its own as one machine comes: the last core is nobody else's (`taskset`), and server and load share the
others, so a login waits for one core's hashes.

Where passwords are not hashed (8 KiB, once, instead of 19 MiB twice), nothing but the rest of a login is left, and PostgreSQL is as busy as it would be
with the logins of many copies.
";
const WAITS: &str = "\
While members logged in on 64 connections, `pg_locks` was looked at every 5 ms for anybody who waits. A row is locked for each member who
logs in; there is no lock that two members share.
";
/// The figures that others have published; CPU time for each login is their cores by their rate.
const OTHERS: &str = "\
Published by others, of logins on their machines, which do more than ours: a login by OpenID Connect with an authorization code, a
consent check, tokens. They say how far a service of its own kind is from its database, not who is better.

| | CPU of the service, each login | CPU of the database | write operations | transactions | source |
|---|---:|---:|---:|---:|---|
| Keycloak | 67 ms (15 logins/s for each vCPU) | 3.5–7 ms | 14 | – | *Concepts for sizing CPU and memory resources*, keycloak.org |
| Zitadel 4.19, session and password | 412 ms of 42 vCPU in all | 20 ms | 9.5 | 29 | benchmark `password_session`, zitadel.com |
| Zitadel 4.19, login page and password | – | 54 ms | 17.8 | 268 | benchmark `human_password_login`, zitadel.com |

| | CPU of the database, each look-up | transactions | source |
|---|---:|---:|---|
| Zitadel 4.19, introspection of a token, which does more | 1.6 ms | 5.2 | benchmark `introspect`, zitadel.com |
";

/// What was found.
pub struct Found {
    pub figures: Figures,
    pub written: Counts,
    pub waits: Waits,
    pub memory: Memory,
    /// Of a session in the table.
    pub bytes: f64,
    pub clean_up: CleanUp,
}

/// Shows the figures and writes them down. What was only tried is not published.
pub fn write(options: &Options, found: &Found, machine: &Machine) -> Result<()> {
    let goals = goals::judge(found);
    let rows = rows(found);
    publish::show(&rows, &goals);
    let files = Files {
        name: "capacity",
        quick: options.quick,
    };
    let written = found.written.iter().map(|(key, written)| {
        json!({
            "scenario": key, "transactions": written.transactions, "flushes": written.flushes, "writes": written.writes,
        })
    });
    files.samples(&json!({
        "samples": found.figures.to_json(),
        "written_each": written.collect::<Vec<_>>(),
        "clean_up": found.clean_up.to_json(),
    }))?;
    files.page(&markdown(found, &goals, &rows, machine))
}

fn rows(found: &Found) -> String {
    let rows = SCENARIOS.iter().map(|scenario| {
        let of = |value: &dyn Fn(&Sample) -> Option<f64>, digits| {
            number(found.figures.of(scenario.key, value), digits)
        };
        let rate = found.figures.rate(scenario.key);
        let written = found.written.get(scenario.key);
        let counted = |value: Option<f64>| value.map_or_else(missing, |value| format!("{value:.2}"));
        vec![
            scenario.title.to_owned(),
            scenario.connections.to_string(),
            rate.map_or_else(missing, |rate| thousands(rate.median)),
            of(&|sample| Some(sample.p50_us? / 1e3), 1),
            of(&|sample| Some(sample.p99_us? / 1e3), 1),
            of(&Sample::server_us, 0),
            of(&|sample| Some(sample.database_us()), 0),
            of(&|sample| Some(busy(sample)), 1),
            of(&|sample| Some(sample.each().wal), 0),
            counted(written.map(|written| written.transactions)),
            counted(written.map(|written| written.flushes)),
            counted(written.and_then(|written| written.writes)),
        ]
    });
    table(
        &[
            "what",
            "connections",
            "a second",
            "p50 ms",
            "p99 ms",
            "server µs",
            "PostgreSQL µs",
            "cores busy",
            "WAL bytes",
            "transactions",
            "flushes",
            "writes",
        ],
        &rows.collect::<Vec<_>>(),
    )
}

/// The cores that all of it kept busy.
fn busy(sample: &Sample) -> f64 {
    let each = sample.each();
    (each.server.unwrap_or_default() + each.database + sample.load.unwrap_or_default()) * sample.rate
}

fn markdown(found: &Found, goals: &[Goal], rows: &str, machine: &Machine) -> String {
    let mut text = format!(
        "# What machines must have\n\n{METHOD}\n## Goals\n\n{}\n## Figures\n\n{rows}\n",
        publish::goals("goal", goals)
    );
    let CleanUp {
        sessions,
        seconds,
        database_us,
        wal,
    } = found.clean_up;
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "## Sessions that are over\n\n{} of them, deleted in batches of 1,000 as copies do it: {seconds:.1} s, so {} a second; each takes \
         {database_us:.0} µs of PostgreSQL and {wal:.0} bytes of WAL.\n\n## Locks\n\n{WAITS}\n## Beside others\n\n{OTHERS}",
        thousands(sessions.into()),
        thousands(f64::from(sessions) / seconds),
    );
    text + &publish::machine(machine)
}
