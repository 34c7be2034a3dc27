//! The server's process: what it writes about itself into `postmaster.pid`, and what the process table says.
//!
//! A pid alone proves nothing: after a reboot it may belong to any program, and a killed server whose parent never
//! collects it stays in the table as a zombie.

use crate::Error;
use crate::folder::remove_file;
use std::path::Path;
use std::process::Command;

/// The file in the data folder in which a running server writes about itself.
const PID_FILE: &str = "postmaster.pid";
/// The kernel's table of processes; macOS has none, and `ps` is asked instead.
const PROC: &str = "/proc";

/// Lines of the file, counted from 0 (`src/include/utils/pidfile.h`).
const PID_LINE: usize = 0;
const PORT_LINE: usize = 3;
const PHASE_LINE: usize = 7;

/// What a server's `postmaster.pid` says; the process may be long dead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PidFile {
    /// The id of the server's process.
    pub pid: u32,
    /// The TCP port; the server writes it a moment after the pid.
    pub port: Option<u16>,
    /// How far the server is with starting or stopping.
    pub phase: Phase,
}

/// The phase of its life that the server names in the last line of `postmaster.pid`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// The server recovers, or has not written the line yet.
    Starting,
    /// The server accepts connections.
    Ready,
    /// The server shuts down.
    Stopping,
}

impl PidFile {
    /// The pid file of a server that really runs on this data folder.
    pub(crate) fn live(data: &Path) -> Option<Self> {
        Self::read(data).filter(|file| is_server_of(file.pid, data))
    }

    /// The pid file of this data folder; `None` when the file is missing or cannot be understood.
    pub(crate) fn read(data: &Path) -> Option<Self> {
        Self::parse(&std::fs::read_to_string(data.join(PID_FILE)).ok()?)
    }

    /// Removes the pid file; only for one whose process is known not to be our server.
    pub(crate) fn remove(data: &Path) -> Result<(), Error> {
        remove_file(&data.join(PID_FILE))
    }

    /// Whether this data folder has a pid file, understood or not.
    pub(crate) fn exists(data: &Path) -> bool {
        data.join(PID_FILE).exists()
    }

    fn parse(text: &str) -> Option<Self> {
        let line = |number| text.lines().nth(number).map(str::trim);
        let phase = match line(PHASE_LINE) {
            Some("ready") => Phase::Ready,
            Some("stopping") => Phase::Stopping,
            _ => Phase::Starting,
        };
        let port = line(PORT_LINE).and_then(|port| port.parse().ok());
        Some(Self {
            pid: line(PID_LINE)?.parse().ok()?,
            port,
            phase,
        })
    }
}

/// Whether process `pid` is a server started on `data`.
fn is_server_of(pid: u32, data: &Path) -> bool {
    if has_proc() {
        // A zombie has an empty command line.
        let line = std::fs::read(format!("{PROC}/{pid}/cmdline")).unwrap_or_default();
        return line
            .split(|byte| *byte == 0)
            .any(|word| word == data.as_os_str().as_encoded_bytes());
    }
    command_of(pid).contains(&*data.to_string_lossy())
}

/// Whether any process has this id, zombies included: `PostgreSQL` itself looks no closer.
pub(crate) fn exists(pid: u32) -> bool {
    if has_proc() {
        Path::new(PROC).join(pid.to_string()).exists()
    } else {
        !command_of(pid).trim().is_empty()
    }
}

/// The ids of the processes whose current folder is `data`: the server's, also those of a killed server.
///
/// Without `/proc` the list is empty, and `PostgreSQL`'s own check of its shared memory has to do.
pub(crate) fn working_in(data: &Path) -> Vec<u32> {
    let entries = std::fs::read_dir(PROC).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|pid: &u32| {
            std::fs::read_link(format!("{PROC}/{pid}/cwd")).is_ok_and(|folder| folder == data)
        })
        .collect()
}

fn has_proc() -> bool {
    Path::new("/proc/self/cmdline").exists()
}

fn command_of(pid: u32) -> String {
    let output = Command::new("ps")
        .args(["-ww", "-o", "command=", "-p", &pid.to_string()])
        .output();
    output
        .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_real_file() {
        let text = "28\n/x/data\n1700000000\n15432\n\n127.0.0.1\n  1234  5\nready   \n";
        let expected = PidFile {
            pid: 28,
            port: Some(15432),
            phase: Phase::Ready,
        };
        assert_eq!(PidFile::parse(text), Some(expected));
        assert_eq!(PidFile::parse(""), None);
        assert_eq!(
            PidFile::parse("28\n").map(|file| file.phase),
            Some(Phase::Starting)
        );
    }
}
