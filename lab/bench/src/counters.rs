//! What was used up between two moments: CPU time of server and database, statements, write-ahead log.

use std::fs;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use dev_deployment::cluster::Cluster;

/// Of the kernel's clock for CPU time; 100 on every Linux that people run.
const TICKS_A_SECOND: f64 = 100.0;
/// Bytes of WAL; touches, other statements about sessions, and those about anything else. Only what the services' roles
/// asked: we ask as the owner.
const COUNTED: &str = r#"
    select pg_current_wal_insert_lsn() - '0/0',
        coalesce(sum(calls) filter (where query ~ 'session\.touch'), 0),
        coalesce(sum(calls) filter (where query ~ 'session"?\.' and query !~ 'session\.touch'), 0),
        coalesce(sum(calls) filter (where query !~ 'session"?\.'), 0)
    from pg_stat_statements
    where userid in (select oid from pg_roles where rolname in ('cfmall_auth', 'cfmall_mall'))
"#;

/// All that is counted, at one moment; or what lies between two, in seconds, bytes and calls.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Counters {
    /// None without a server.
    pub server: Option<f64>,
    pub database: f64,
    pub wal: f64,
    pub touches: f64,
    /// About sessions, besides touches.
    pub session: f64,
    pub others: f64,
}

impl Counters {
    /// Of the whole `PostgreSQL`, and of one server's process with those it started.
    pub fn read(cluster: &Cluster, server: Option<u32>) -> Result<Self> {
        let counted = cluster.ask(&[COUNTED])?;
        let counted = counted
            .split('|')
            .map(str::parse)
            .collect::<Result<Vec<_>, _>>()?;
        let &[wal, touches, session, others] = counted.as_slice() else {
            anyhow::bail!("four numbers were asked for, not {counted:?}");
        };
        let (postmaster, children) = cluster.processes()?;
        // Those that have ended count as well: their time is their parent's from then on.
        let living: f64 = children
            .into_iter()
            .filter_map(|child| times_of(child.as_raw_nonzero().get()))
            .map(|times| times.own)
            .sum();
        let first = times_of(postmaster.as_raw_nonzero().get()).context("PostgreSQL is gone")?;
        let server = server
            .map(|process| time_of_all(process.try_into()?).context("a server is gone"))
            .transpose()?;
        Ok(Self {
            server,
            database: living + first.own + first.ended,
            wal,
            touches,
            session,
            others,
        })
    }

    pub fn since(&self, before: &Self) -> Self {
        Self {
            server: self
                .server
                .and_then(|now| before.server.map(|before| now - before)),
            database: self.database - before.database,
            wal: self.wal - before.wal,
            touches: self.touches - before.touches,
            session: self.session - before.session,
            others: self.others - before.others,
        }
    }

    /// For each of so many requests.
    pub fn per(self, requests: f64) -> Self {
        let share = |used: f64| used / requests.max(1.0);
        Self {
            server: self.server.map(share),
            database: share(self.database),
            wal: share(self.wal),
            touches: share(self.touches),
            session: share(self.session),
            others: share(self.others),
        }
    }

    pub fn to_json(self) -> Value {
        json!({
            "server_cpu_seconds": self.server,
            "database_cpu_seconds": self.database,
            "wal_bytes": self.wal,
            "touch_statements": self.touches,
            "session_statements": self.session,
            "other_statements": self.others,
        })
    }
}

/// CPU time of a process, in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Times {
    own: f64,
    /// Of its children that have ended.
    ended: f64,
}

/// Of a process and all that it started, also of those that have ended; none if it is gone.
fn time_of_all(process: i32) -> Option<f64> {
    let times = times_of(process)?;
    let children = fs::read_dir("/proc").ok()?.flatten().filter_map(|entry| {
        let child = entry.file_name().to_str()?.parse().ok()?;
        let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
        let (_, rest) = stat.rsplit_once(')')?;
        let parent: i32 = rest.split_whitespace().nth(1)?.parse().ok()?;
        (parent == process).then_some(child)
    });
    Some(times.own + times.ended + children.filter_map(time_of_all).sum::<f64>())
}

/// None for a process that is gone.
fn times_of(process: i32) -> Option<Times> {
    times_in(&fs::read_to_string(format!("/proc/{process}/stat")).ok()?)
}

/// `pid (name) state …`: from the twelfth after the name on, user and system time, and both of the children.
fn times_in(stat: &str) -> Option<Times> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut times = rest
        .split_whitespace()
        .skip(11)
        .map(|ticks| ticks.parse::<f64>().ok());
    let mut pair = || Some((times.next()?? + times.next()??) / TICKS_A_SECOND);
    Some(Times {
        own: pair()?,
        ended: pair()?,
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn cpu_time_is_read_behind_any_name() {
        let times = times_in("28 (a b) c) S 17 28 28 0 -1 4194560 1 2 3 4 150 50 30 7 20 0 1 0");
        assert_eq!(
            times,
            Some(Times {
                own: 2.0,
                ended: 0.37
            })
        );
        assert_eq!(times_in("28 (x) S 1"), None);
        assert!(times_of(std::process::id().try_into().unwrap()).is_some() || !cfg!(target_os = "linux"));
    }

    #[test]
    fn what_was_used_before_does_not_count() {
        let before = Counters {
            server: Some(1.0),
            wal: 100.0,
            ..Counters::default()
        };
        let after = Counters {
            server: Some(3.0),
            wal: 300.0,
            session: 2.0,
            ..Counters::default()
        };
        let used = after.since(&before).per(2.0);
        assert_eq!((used.server, used.wal, used.session), (Some(1.0), 100.0, 1.0));
        assert_eq!(after.since(&Counters::default()).server, None);
    }
}
