//! What is kept: bytes of a session, memory of a copy.

use std::{fs, thread};

use anyhow::{Context, Result};
use dev_deployment::psql;

use crate::logins::World;

const SIZE: &str =
    "select pg_total_relation_size('session.record') + pg_total_relation_size('session.login')";
/// The memory of one hash: `m=19456`, in MiB.
const HASH: f64 = 19.0;
/// What a copy may have besides the memory of its hashes, in MiB.
const BESIDES: f64 = 64.0;

/// The memory of the server's process, in MiB.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Memory {
    /// The most that there has ever been.
    pub most: f64,
    /// What was aimed at: as many hashes are made at a time as there are cores.
    pub aim: f64,
}

/// Bytes of a session in the table: rows, indexes and all.
pub fn bytes_of_a_session(world: &World, sessions: u32) -> Result<f64> {
    let size = psql::ask_as_owner(&world.deployment.database().urls.owner, &[SIZE])?;
    Ok(size.parse::<f64>()? / f64::from(sessions))
}

/// The server's memory since it was started.
pub fn memory(world: &World) -> Result<Memory> {
    let status = fs::read_to_string(format!("/proc/{}/status", world.process()?))?;
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Ok(Memory {
        most: peak(&status).context("the server's memory is not known")?,
        aim: BESIDES + HASH * f64::from(u32::try_from(cores)?),
    })
}

/// `VmHWM: 1234 kB` in MiB.
fn peak(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.split_whitespace().next()?.parse::<f64>().ok()? / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_read() {
        assert_eq!(
            peak("VmPeak:\t  9 kB\nVmHWM:\t  2048 kB\nVmRSS:\t 1 kB\n"),
            Some(2.0)
        );
        assert_eq!(peak("VmRSS:\t 1 kB\n"), None);
    }
}
