//! Transactions, and what reaches the disk for them.

use std::{collections::BTreeMap, fs, os::unix::fs::MetadataExt, time::Duration};

use anyhow::{Context, Result};
use dev_deployment::cluster::Cluster;

use super::scenario::{SCENARIOS, Visits};
use crate::{checks::wait, logins::World};

/// A backend that falls idle tells its figures after so long at the latest (`PGSTAT_IDLE_INTERVAL`).
const STATISTICS: Duration = Duration::from_secs(11);
/// Since this version the flushes of the write-ahead log stand in `pg_stat_io`.
const FLUSHES_MOVED: u32 = 18_00_00;
const TRANSACTIONS: &str =
    "select sum(xact_commit + xact_rollback) from pg_stat_database where datname is not null";
const FLUSHES: &str = "select wal_sync from pg_stat_wal";
const FLUSHES_SINCE_18: &str = "select sum(fsyncs) from pg_stat_io where object = 'wal'";

/// Figures by the scenario's key.
pub type Counts = BTreeMap<&'static str, Written>;

/// Counts since the server was started, or of one request.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Written {
    pub transactions: f64,
    /// Flushes of the write-ahead log to the disk (`fsync` or its like).
    pub flushes: f64,
    /// Writes that the kernel has sent to the disk; none where the file system is not on one.
    pub writes: Option<f64>,
}

/// Lets visitors of each kind come once, and counts what each request used.
pub fn count(world: &World, visits: &mut Visits, seconds: u16) -> Result<Counts> {
    let mut counts = Counts::new();
    wait(STATISTICS)?;
    let mut before = Written::read(&world.cluster)?;
    for scenario in &SCENARIOS {
        let sample = scenario.measure(world, visits, seconds)?;
        wait(STATISTICS)?;
        let now = Written::read(&world.cluster)?;
        counts.insert(scenario.key, now.since(before).per(sample.answered));
        before = now;
    }
    Ok(counts)
}

impl Written {
    fn read(cluster: &Cluster) -> Result<Self> {
        let number = |statement: &str| -> Result<f64> {
            let answer = cluster.ask(&[statement])?;
            answer.parse().with_context(|| format!("{answer:?} is no number"))
        };
        let moved = number("show server_version_num")? >= f64::from(FLUSHES_MOVED);
        Ok(Self {
            transactions: number(TRANSACTIONS)?,
            flushes: number(if moved { FLUSHES_SINCE_18 } else { FLUSHES })?,
            writes: writes_of(fs::metadata(cluster.data())?.dev()),
        })
    }

    fn since(self, before: Self) -> Self {
        Self {
            transactions: self.transactions - before.transactions,
            flushes: self.flushes - before.flushes,
            writes: self.writes.zip(before.writes).map(|(now, before)| now - before),
        }
    }

    fn per(self, requests: f64) -> Self {
        let share = |used: f64| used / requests.max(1.0);
        Self {
            transactions: share(self.transactions),
            flushes: share(self.flushes),
            writes: self.writes.map(share),
        }
    }
}

/// The writes that a device has completed.
fn writes_of(device: u64) -> Option<f64> {
    writes_in(&fs::read_to_string("/proc/diskstats").ok()?, device)
}

/// `major minor name reads merged sectors ms writes …`, as the kernel's `Documentation/admin-guide/iostats.rst` has it.
fn writes_in(stats: &str, device: u64) -> Option<f64> {
    // As glibc's `makedev` has it, for numbers as small as those of disks.
    let (major, minor) = (
        (device >> 8) & 0xfff,
        (device & 0xff) | ((device >> 12) & 0xff_ff00),
    );
    let line = stats
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>());
    let line = line.into_iter().find(|words| {
        words.first().and_then(|word| word.parse().ok()) == Some(major)
            && words.get(1).and_then(|word| word.parse().ok()) == Some(minor)
    })?;
    line.get(7)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_writes_are_those_of_the_device() {
        let stats =
            " 253       0 vda 11 2 33 4 555 6 77 8 0 9 10\n 253       1 vda1 1 2 3 4 5 6 7 8 0 9 10\n";
        assert_eq!(writes_in(stats, 253 << 8), Some(555.0));
        assert_eq!(writes_in(stats, 253 << 8 | 1), Some(5.0));
        assert_eq!(writes_in(stats, 8 << 8), None);
    }

    #[test]
    fn what_was_written_before_does_not_count() {
        let [before, after] = [(100.0, Some(7.0)), (300.0, None)].map(|(transactions, writes)| Written {
            transactions,
            flushes: 1.0,
            writes,
        });
        let used = after.since(before).per(100.0);
        assert_eq!((used.transactions, used.flushes, used.writes), (2.0, 0.0, None));
    }
}
