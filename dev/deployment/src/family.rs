//! The processes of a `PostgreSQL` server: the first one, and all that it started.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process};

const PROC: &str = "/proc";

/// The first process of a server that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Postmaster(Pid);

impl Postmaster {
    /// The first process of the server on this data folder.
    ///
    /// # Errors
    /// If none runs there.
    pub fn of(data: &Path) -> Result<Self> {
        let file = fs::read_to_string(data.join("postmaster.pid")).context("PostgreSQL does not run")?;
        let pid = file.lines().next().and_then(|line| line.trim().parse().ok());
        pid.and_then(Pid::from_raw)
            .map(Self)
            .filter(|postmaster| postmaster.is_alive())
            .context("PostgreSQL does not run")
    }

    /// Its process id.
    pub const fn pid(self) -> Pid {
        self.0
    }

    /// Whether the process is there. A zombie has no command line.
    pub fn is_alive(self) -> bool {
        fs::read(format!("{PROC}/{}/cmdline", self.0.as_raw_nonzero())).is_ok_and(|line| !line.is_empty())
    }

    /// The processes that it started: one for each connection, and those that write.
    ///
    /// # Errors
    /// If the operating system does not show its processes.
    pub fn children(self) -> Result<Vec<Pid>> {
        let processes = fs::read_dir(PROC)?.flatten().filter_map(|entry| {
            let pid = entry.file_name().to_str()?.parse().ok()?;
            let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
            (parent_in(&stat)? == self.0.as_raw_nonzero().get()).then_some(pid)
        });
        Ok(processes.filter_map(Pid::from_raw).collect())
    }

    /// The children that say in the process table that they do this, such as `walsender`.
    ///
    /// # Errors
    /// If the operating system does not show its processes.
    pub fn children_that(self, what: &str) -> Result<Vec<Pid>> {
        let does = |pid: &Pid| {
            let line = fs::read(format!("{PROC}/{}/cmdline", pid.as_raw_nonzero())).unwrap_or_default();
            String::from_utf8_lossy(&line).contains(what)
        };
        Ok(self.children()?.into_iter().filter(does).collect())
    }

    /// All its processes stand still; the system still accepts connections for them.
    ///
    /// # Errors
    /// If it has just ended.
    pub fn pause(self) -> Result<()> {
        // First the one that would start others.
        kill_process(self.0, Signal::STOP)?;
        for child in self.children()? {
            // It may have ended just now.
            let _ = kill_process(child, Signal::STOP);
        }
        Ok(())
    }

    /// Lets all its processes go on. Those that do not stand still do not notice.
    ///
    /// # Errors
    /// If the operating system does not show its processes.
    pub fn resume(self) -> Result<()> {
        for process in self.children()?.into_iter().chain([self.0]) {
            // It may have ended just now.
            let _ = kill_process(process, Signal::CONT);
        }
        Ok(())
    }

    /// All of them end at once, as in a power cut.
    ///
    /// # Errors
    /// If the operating system does not show its processes.
    pub fn kill(self) -> Result<()> {
        let children = self.children()?;
        for process in [self.0].into_iter().chain(children) {
            let _ = kill_process(process, Signal::KILL);
        }
        Ok(())
    }
}

/// Whether processes can be looked at; needed for pausing and stopping a server as a power cut would.
pub fn can_see_processes() -> bool {
    Path::new(PROC).join("self/stat").exists()
}

/// `pid (name) state parent …`; a name may hold anything, brackets and spaces too.
fn parent_in(stat: &str) -> Option<i32> {
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::parent_in;

    #[test]
    fn a_parent_is_found() {
        assert_eq!(parent_in("28 (postgres: wal) w) S 17 28 28 0"), Some(17));
    }
}
