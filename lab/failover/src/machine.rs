//! What it was run on.

use std::{fs, thread};

use anyhow::Result;

use crate::programs::Programs;

/// One sentence without a full stop: versions, processors and memory.
pub fn describe(programs: &Programs) -> Result<String> {
    let processors = thread::available_parallelism()?;
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let total = memory.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    let kilobytes = total.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    Ok(format!(
        "{}; a debug build of the shop; {processors} processors and {} GB for everything",
        programs.versions()?,
        kilobytes.unwrap_or_default() / 1_000_000
    ))
}
