//! Deleting sessions that are over, as copies do it now and then.

use std::time::Instant;

use anyhow::Result;
use serde_json::{Value, json};

use crate::{counters::Counters, logins::World};
use dev_deployment::psql;

/// Sessions that are over at once.
const OVER: u32 = 100_000;
/// Nobody's but those that are measured.
const EXPIRE: &str = "update session.record set expiry_date = session.now() - interval '1 second' where id in (select id from session.record order by id limit";
/// As app/session does it, in batches of the same size, until there is nothing more to do.
const DELETE: &str = "do $$
    declare done record;
    begin
        loop
            select * into done from session.clean_up(1000);
            commit;
            exit when not done.more;
        end loop;
    end $$";

/// What it cost, each session.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CleanUp {
    pub sessions: u32,
    pub seconds: f64,
    pub database_us: f64,
    pub wal: f64,
}

/// Ends the server, whose own cleaning would be counted too, and deletes.
pub fn measure(world: World) -> Result<CleanUp> {
    let World {
        deployment, cluster, ..
    } = world;
    let url = deployment.database().urls.owner.clone();
    // The lease of the database is the deployment's, so it stays until the end; its processes do not.
    let mut deployment = deployment;
    deployment.copies.clear();
    psql::ask_as_owner(
        &url,
        &[
            &format!("{EXPIRE} {OVER})"),
            "vacuum analyze session.record",
            "checkpoint",
        ],
    )?;
    let before = Counters::read(&cluster, None)?;
    let started = Instant::now();
    psql::ask_as_owner(&url, &[DELETE])?;
    let seconds = started.elapsed().as_secs_f64();
    let used = Counters::read(&cluster, None)?
        .since(&before)
        .per(f64::from(OVER));
    Ok(CleanUp {
        sessions: OVER,
        seconds,
        database_us: used.database * 1e6,
        wal: used.wal,
    })
}

impl CleanUp {
    pub fn to_json(self) -> Value {
        json!({
            "sessions": self.sessions, "seconds": self.seconds,
            "database_us_each": self.database_us, "wal_bytes_each": self.wal,
        })
    }
}
