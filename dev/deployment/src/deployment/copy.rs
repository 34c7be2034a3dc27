//! A copy of a service, which can end and be started again.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Result, ensure};

use super::{START_LIMIT, recipe::Recipe};
use crate::{
    database::LOGINS,
    plan::Copy,
    probe,
    process::{Output, Process},
};

/// A copy, running or not.
pub struct RunningCopy {
    /// Its name, program and port.
    pub copy: Copy,
    recipe: Recipe,
    /// As its service logs in, with nothing in between; what it is told may be another way to the same database.
    database: String,
    /// The name under which it is asked whether it is ready.
    host: String,
    output: Output,
    /// Where its program is of another release than ours.
    other_release: Option<PathBuf>,
    process: Option<Process>,
}

impl RunningCopy {
    pub(super) fn new(copy: Copy, recipe: Recipe, database: String, host: String, output: Output) -> Self {
        Self {
            copy,
            recipe,
            database,
            host,
            output,
            other_release: None,
            process: None,
        }
    }

    /// Its name, such as `auth-1`.
    pub fn name(&self) -> &str {
        &self.copy.name
    }

    /// While it runs.
    pub fn process_id(&self) -> Option<u32> {
        self.process.as_ref().map(Process::id)
    }

    /// Starts it and does not wait.
    pub fn start(&mut self) -> Result<()> {
        self.start_with(&[])
    }

    /// The same, with more in its environment for this time.
    pub fn start_with(&mut self, more: &[(&str, String)]) -> Result<()> {
        ensure!(self.process.is_none(), "{} runs already", self.name());
        let mut recipe = self.recipe.clone();
        if let Some(folder) = &self.other_release {
            recipe.take_from(folder);
        }
        for (name, value) in more {
            recipe.set(name, value.as_str());
        }
        let process = Process::start(&self.copy.name, &mut recipe.command(&["serve"]), &self.output)?;
        self.process = Some(process);
        Ok(())
    }

    /// From the next start on its program comes from this folder, or is ours again.
    pub fn take_from(&mut self, folder: Option<&Path>) {
        self.other_release = folder.map(Path::to_path_buf);
    }

    /// Waits until it answers.
    pub fn wait_until_ready(&mut self) -> Result<()> {
        let Self {
            copy, host, process, ..
        } = self;
        probe::wait_until_ready(copy.port, host, "/readyz", START_LIMIT, || {
            process.as_mut().map_or(Ok(()), Process::check)
        })
    }

    /// Asks it to end, and waits.
    pub fn stop(&mut self) -> Result<()> {
        self.running()?;
        self.process = None;
        Ok(())
    }

    /// Ends it as a power cut would.
    pub fn kill(&mut self) -> Result<()> {
        self.running()?;
        if let Some(process) = self.process.take() {
            process.kill();
        }
        Ok(())
    }

    /// Stops its processes with SIGSTOP; its connections stay open.
    pub fn pause(&mut self) -> Result<()> {
        self.running().map(Process::pause)
    }

    /// Continues what `pause` stopped.
    pub fn resume(&mut self) -> Result<()> {
        self.running().map(Process::resume)
    }

    /// A command of its program, with its surroundings but a way of its own to the database.
    pub fn operate(&self, arguments: &[&str]) -> Command {
        let mut recipe = self.recipe.clone();
        recipe.set("DATABASE_URL", self.database.as_str());
        for (_, variable) in LOGINS {
            recipe.forget(variable);
        }
        recipe.command(arguments)
    }

    /// Fails if it ended by itself.
    pub fn check(&mut self) -> Result<()> {
        self.process.as_mut().map_or(Ok(()), Process::check)
    }

    pub(super) fn into_process(self) -> Option<Process> {
        self.process
    }

    fn running(&self) -> Result<&Process> {
        let name = self.name();
        self.process
            .as_ref()
            .ok_or_else(|| anyhow::anyhow!("{name} does not run"))
    }
}
