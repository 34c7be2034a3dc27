//! A guard over everything that this process starts: it ends it also when this process is killed and can end nothing any more.
//!
//! The guard is a shell that is told the process groups through a pipe. The operating system closes the pipe with this process,
//! however that ends, and whatever the guard has been told of and not been told the end of is then ended.

use std::{
    io::Write,
    os::unix::process::CommandExt,
    process::{ChildStdin, Command, Stdio},
    sync::{Mutex, OnceLock, PoisonError},
};

use anyhow::{Context, Result};
use rustix::process::Pid;

/// `+ GROUP` begins to watch a group, `- GROUP` ends that. A group that stands still hears `TERM` once it goes on.
const SCRIPT: &str = r#"
groups=' '
while read -r change group; do
    case $change in
        +) groups="$groups$group " ;;
        -) groups="${groups%% $group *} ${groups#* $group }" ;;
    esac
done
tell() {
    any=1
    for group in $groups; do kill -s "$1" -- "-$group" 2>/dev/null && any=0; done
    return $any
}
tell TERM || exit 0
tell CONT
for second in 1 2 3 4 5 6 7 8 9 10 11 12; do
    sleep 1
    tell 0 || exit 0
done
tell KILL
"#;

static GUARD: OnceLock<Mutex<ChildStdin>> = OnceLock::new();

/// Begins to guard. From now on every [`Process`](crate::process::Process) that this process starts ends with it.
pub fn start() -> Result<()> {
    if GUARD.get().is_some() {
        return Ok(());
    }
    // In a group of its own: what ends us by a signal to our group does not end the guard.
    let mut guard = Command::new("sh")
        .args(["-c", SCRIPT])
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("cannot start a shell as the guard over what will be started")?;
    let pipe = guard.stdin.take().context("the guard has no standard input")?;
    // Whoever came first stays; the guard that is dropped here has heard nothing and ends.
    drop(GUARD.set(Mutex::new(pipe)));
    Ok(())
}

/// From now on a process group ends with this process, also one that a child put into a session of its own.
pub fn watch(group: Pid) {
    tell('+', group);
}

/// A process group has ended, or is somebody else's.
pub fn forget(group: Pid) {
    tell('-', group);
}

fn tell(change: char, group: Pid) {
    if let Some(pipe) = GUARD.get() {
        let mut pipe = pipe.lock().unwrap_or_else(PoisonError::into_inner);
        // A guard that somebody killed guards nothing; what was started is still ended when this process ends in order.
        let _ = pipe.write_all(format!("{change} {}\n", group.as_raw_nonzero()).as_bytes());
    }
}
