//! What was aimed at, and whether it was reached.

use super::report::Found;
use crate::{
    figures::Spread,
    publish::Goal,
    table::{missing, number, thousands},
};

/// PostgreSQL's CPU time for a login, in µs.
const DATABASE: f64 = 1_000.0;
/// Flushes of the write-ahead log for a login.
const FLUSHES: f64 = 2.0;
/// Of a session in the table.
const BYTES: f64 = 400.0;

/// Compares.
pub fn judge(found: &Found) -> Vec<Goal> {
    let database = |key| found.figures.of(key, |sample| Some(sample.database_us()));
    let (alone, many, unhashed) = (
        database("login-1"),
        database("login-64"),
        database("login-64-unhashed"),
    );
    let is_cheap = |found: &Option<Spread>| found.is_some_and(|found| found.median <= DATABASE);
    let flushes = |key| found.written.get(key).map(|written| written.flushes);
    let waits = &found.waits;
    let who = waits.who.iter().map(|who| format!(" (`{who}`)"));
    let goal = |aim: &str, found, reached| Goal {
        aim: aim.to_owned(),
        found,
        reached,
    };
    vec![
        goal(
            "at most 1 ms of PostgreSQL's CPU time for a login where it is busy with them",
            format!("{} µs", number(unhashed, 0)),
            is_cheap(&unhashed),
        ),
        goal(
            "the same between hashes, which leave it nothing in the caches, whether one or 64 log in",
            format!("{} µs alone, {} µs of 64", number(alone, 0), number(many, 0)),
            [alone, many].iter().all(is_cheap),
        ),
        goal(
            "at most 2 flushes of the write-ahead log for a login alone",
            flushes("login-1").map_or_else(missing, |flushes| format!("{flushes:.2}")),
            flushes("login-1").is_some_and(|flushes| flushes <= FLUSHES),
        ),
        goal(
            "64 members who log in at the same time never wait for a lock of the database",
            format!(
                "{}{} waits in {} looks while {} logged in",
                waits.waiting,
                who.collect::<String>(),
                thousands(waits.looks),
                thousands(waits.logins)
            ),
            waits.waiting == 0.0 && waits.looks > 0.0 && waits.logins > 0.0,
        ),
        goal(
            "a copy's memory at most 64 MiB and 19 MiB for each hash at a time",
            format!("{:.0} of {:.0} MiB", found.memory.most, found.memory.aim),
            found.memory.most <= found.memory.aim,
        ),
        goal(
            "a session in at most 400 bytes of tables and indexes",
            format!("{:.0} bytes", found.bytes),
            found.bytes <= BYTES,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        capacity::{clean_up::CleanUp, stock::Memory, waits::Waits, written::Written},
        counters::Counters,
        figures::{Figures, Sample},
    };

    fn reached(database: f64, flushes: f64, waits: f64, memory: f64, bytes: f64) -> Vec<bool> {
        let mut figures = Figures::default();
        for key in ["login-1", "login-64", "login-64-unhashed"] {
            let used = Counters {
                database,
                ..Counters::default()
            };
            figures.add(key, 1, Sample::of(1_000.0, 1.0, used));
        }
        let written = Written {
            flushes,
            ..Written::default()
        };
        let found = Found {
            figures,
            written: [("login-1", written)].into(),
            waits: Waits {
                looks: 9.0,
                waiting: waits,
                who: None,
                logins: 9.0,
            },
            memory: Memory {
                most: memory,
                aim: 100.0,
            },
            bytes,
            clean_up: CleanUp {
                sessions: 1,
                seconds: 1.0,
                database_us: 1.0,
                wal: 1.0,
            },
        };
        judge(&found).iter().map(|goal| goal.reached).collect()
    }

    #[test]
    fn each_goal_has_its_limit() {
        assert_eq!(reached(1.0, 2.0, 0.0, 100.0, 400.0), [true; 6]);
        assert_eq!(reached(1.1, 2.1, 1.0, 101.0, 401.0), [false; 6]);
    }
}
