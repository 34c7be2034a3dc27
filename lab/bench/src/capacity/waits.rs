//! Whether logins of different members wait for each other.

use std::thread;

use anyhow::{Context, Result};
use dev_deployment::psql;

use super::scenario::SCENARIOS;
use crate::logins::{Hash, World};

/// Looks at the locks again and again: how often it has looked, and the waits that it has seen.
const LOOK: &str = "
    create or replace function bench.waits(seconds double precision, out looks bigint, out waiting bigint, out who text)
    language plpgsql as $$
    declare
        ends timestamptz := clock_timestamp() + seconds * interval '1 second';
        found bigint;
    begin
        looks := 0;
        waiting := 0;
        while clock_timestamp() < ends loop
            looks := looks + 1;
            found := (select count(*) from pg_locks where not granted);
            if found > 0 then
                waiting := waiting + found;
                perform pg_stat_clear_snapshot();
                who := coalesce(
                    (select left(query, 100) from pg_stat_activity where wait_event_type = 'Lock' limit 1), who
                );
            end if;
            perform pg_sleep(0.005);
        end loop;
    end
    $$";

/// What was seen of locks while members logged in.
#[derive(Debug, Clone, PartialEq)]
pub struct Waits {
    pub looks: f64,
    /// Sessions of the database that waited for a lock, each time it was looked.
    pub waiting: f64,
    /// The beginning of a statement that waited.
    pub who: Option<String>,
    pub logins: f64,
}

/// Lets members log in on as many connections as there are, and looks.
pub fn look(world: &World, seconds: u16) -> Result<Waits> {
    let connections = SCENARIOS
        .iter()
        .map(|scenario| scenario.connections)
        .max()
        .unwrap_or(1);
    let owner = &world.deployment.database().urls.owner;
    psql::ask_as_owner(owner, &[LOOK])?;
    thread::scope(|scope| {
        let looking = scope.spawn(|| {
            let statement = format!("select * from bench.waits({seconds})");
            psql::ask_as_owner(owner, &[&statement])
        });
        let logins = world.log_in(Hash::Shops, connections, seconds)?;
        let seen = match looking.join() {
            Ok(seen) => seen?,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        let (looks, rest) = seen.split_once('|').context("three columns")?;
        let (waiting, who) = rest.split_once('|').context("three columns")?;
        Ok(Waits {
            looks: looks.parse()?,
            waiting: waiting.parse()?,
            who: (!who.is_empty()).then(|| who.split_whitespace().collect::<Vec<_>>().join(" ")),
            logins: logins.answered,
        })
    })
}
