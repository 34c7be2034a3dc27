//! Which processes work on a data folder.
//!
//! A pid alone proves nothing: after a reboot it may belong to any program, and a killed server whose parent never
//! collects it stays in the table as a zombie.

use std::path::Path;
use std::process::Command;

const PROC: &str = "/proc";

/// Whether process `pid` is a server started on `data`.
pub(crate) fn is_server_of(pid: u32, data: &Path) -> bool {
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

/// Processes whose current folder is `data`: the server's, also those of a killed one.
///
/// Where there is no `/proc` this finds none, and `PostgreSQL`'s own check of its shared memory has to do.
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
