//! Being told to stop: Ctrl-C, SIGTERM, a closed terminal, or one part that failed and takes the others along.
//!
//! A flag and not an exit, because whatever a command started has to be ended first.

use std::{
    fmt,
    process::ExitCode,
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::Duration,
};

use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM},
    iterator::Signals,
};

use crate::paint;

static ASKED: AtomicU32 = AtomicU32::new(0);

/// How often a waiting loop checks for an interrupt.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// The error of work that was broken off because of a signal.
#[derive(Debug)]
pub struct Stopped;

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("stopped")
    }
}

impl std::error::Error for Stopped {}

/// Begins to listen for signals.
pub fn listen() -> anyhow::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
    thread::spawn(move || {
        for _ in signals.forever() {
            ASKED.fetch_add(1, Ordering::Relaxed);
        }
    });
    Ok(())
}

/// What a program's `main` gives back: an error is printed, and one that Ctrl-C ended says so as shells expect it.
pub fn exit_code(outcome: anyhow::Result<ExitCode>) -> ExitCode {
    match outcome {
        Ok(code) => code,
        // The convention for a program that SIGINT ended: 128 + 2.
        Err(error) if error.is::<Stopped>() => ExitCode::from(130),
        Err(error) => {
            eprintln!("{} {error:#}", paint::red("error:"));
            ExitCode::FAILURE
        }
    }
}

/// Asks everything to stop, from within.
pub fn request() {
    // Not one more: only a second signal means that somebody lost patience.
    ASKED.fetch_max(1, Ordering::Relaxed);
}

/// Whether somebody asked to stop.
pub fn asked() -> bool {
    ASKED.load(Ordering::Relaxed) > 0
}

/// Whether somebody asked to stop a second time, which means: at once.
pub fn asked_again() -> bool {
    ASKED.load(Ordering::Relaxed) > 1
}

/// Fails with [`Stopped`] if somebody asked to stop; otherwise sleeps for 50 ms, the pause of a waiting loop.
pub fn check_interrupt() -> Result<(), Stopped> {
    if asked() {
        return Err(Stopped);
    }
    thread::sleep(POLL_INTERVAL);
    Ok(())
}

/// Sleeps for 50 ms, interrupted or not: for loops that wait for things to end.
pub fn sleep_briefly() {
    thread::sleep(POLL_INTERVAL);
}
