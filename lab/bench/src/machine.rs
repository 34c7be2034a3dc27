//! What a reader must know to understand the figures. Without names: it is published.

use std::{env::consts::ARCH, fs, thread};

use anyhow::Result;
use dev_deployment::cluster::Cluster;

use crate::{
    filling::{FEW, KNOWN},
    options::Options,
    table::thousands,
    world::{SETTINGS, World},
};

/// Names and values.
pub type Machine = Vec<(&'static str, String)>;

/// What is the same for every benchmark.
pub fn common(cluster: &Cluster) -> Result<Machine> {
    // The database's clock: it is the one that everything here goes by.
    let answer = cluster.ask(&[
        "select current_date",
        "show server_version",
        "show fsync",
        "show synchronous_commit",
    ])?;
    let mut lines = answer.lines();
    let mut next = || lines.next().unwrap_or_default().to_owned();
    let cores = thread::available_parallelism().map_or(0, usize::from);
    let memory = proc("/proc/meminfo", "MemTotal").and_then(|memory| {
        let kilobytes: f64 = memory.split(' ').next()?.parse().ok()?;
        Some(format!(", {:.0} GiB of memory", kilobytes / (1024.0 * 1024.0)))
    });
    let model = proc("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown make".to_owned());
    let date = next();
    let version = next();
    let settings = SETTINGS
        .map(|(name, value)| format!("{name} = {value}"))
        .join(", ");
    Ok(vec![
        ("measured on", date),
        (
            "machine",
            format!(
                "{cores} cores ({model}, {ARCH}){}; {}",
                memory.unwrap_or_default(),
                kernel()
            ),
        ),
        (
            "PostgreSQL",
            format!(
                "{}, fsync = {}, synchronous_commit = {}, {settings}",
                version.split(' ').next().unwrap_or_default(),
                next(),
                next()
            ),
        ),
    ])
}

/// How often what was measured, and how long each time.
pub fn rounds(rounds: u16, seconds: u16) -> (&'static str, String) {
    (
        "measuring",
        format!("{rounds} rounds of {seconds} s each, in turn forth and back"),
    )
}

/// For `bench session`.
pub fn describe(world: &World, options: &Options) -> Result<Machine> {
    let mut machine = common(&world.cluster)?;
    machine.extend([
        (
            "sessions",
            format!(
                "{} in the table; cookies of {} of them, each of another member, in turn",
                thousands(options.rows.into()),
                thousands(KNOWN.into())
            ),
        ),
        (
            "the small table",
            format!(
                "{0} sessions, all of them used; compared with {0} of the large table",
                thousands(FEW.into())
            ),
        ),
        ("the category page", format!("{} products", world.cards)),
        (
            "measuring",
            format!(
                "{} rounds, in turn forth and back; {} s for what goals are about, {} s for the rest",
                options.rounds,
                options.seconds,
                (options.seconds / 2).max(1)
            ),
        ),
    ]);
    Ok(machine)
}

/// `Linux 6.1`.
fn kernel() -> String {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let numbers: Vec<_> = release.split('.').take(2).collect();
    format!("Linux {}", numbers.join("."))
}

/// `name : value`.
fn proc(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}
