//! `PostgreSQL` on a core of its own, as near to a machine of its own as one machine comes: no hash runs there.

use std::{process::Command, thread};

use anyhow::{Context, Result, ensure};

use crate::logins::World;

/// While this lives, `PostgreSQL` has the last core, and server and load have the others.
#[must_use = "dropped, all of them are on all cores again"]
pub struct Apart<'a> {
    world: &'a World,
    cores: usize,
}

impl<'a> Apart<'a> {
    /// Moves them.
    ///
    /// # Errors
    /// With one core, and without `taskset`, which is part of util-linux.
    pub fn new(world: &'a World) -> Result<Self> {
        let cores = thread::available_parallelism()?.get();
        ensure!(cores > 1, "with one core PostgreSQL cannot have one of its own");
        let apart = Self { world, cores };
        let last = cores - 1;
        place(world, &last.to_string(), &format!("0-{}", last - 1))?;
        Ok(apart)
    }
}

impl Drop for Apart<'_> {
    fn drop(&mut self) {
        let all = format!("0-{}", self.cores - 1);
        if let Err(error) = place(self.world, &all, &all) {
            eprintln!("what follows is measured on fewer cores: {error:#}");
        }
    }
}

/// Backends that begin later are where the first process of `PostgreSQL` is, the load where we are.
fn place(world: &World, database: &str, others: &str) -> Result<()> {
    let (postmaster, children) = world.cluster.processes()?;
    for process in children.into_iter().chain([postmaster]) {
        let moved = pin(process.as_raw_nonzero().get().cast_unsigned(), database);
        // A backend may have ended in the meantime.
        if process == postmaster {
            moved?;
        }
    }
    pin(world.process()?, others)?;
    pin(std::process::id(), others)
}

/// Puts all threads of a process onto these cores.
fn pin(process: u32, cores: &str) -> Result<()> {
    let mut taskset = Command::new("taskset");
    taskset.args(["--all-tasks", "--cpu-list", "--pid", cores, &process.to_string()]);
    let output = taskset
        .output()
        .context("cannot run taskset, which is part of util-linux")?;
    let reason = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{}", reason.trim());
    Ok(())
}
