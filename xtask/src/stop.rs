//! Being told to stop: Ctrl-C, SIGTERM, a closed terminal, or one part that failed and takes the others along.
//!
//! A flag and not an exit, because whatever a command started has to be ended first.

use std::{
    fmt,
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::Duration,
};

use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM},
    iterator::Signals,
};

static ASKED: AtomicU32 = AtomicU32::new(0);

/// How often a waiting loop looks up.
const BEAT: Duration = Duration::from_millis(50);

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

/// Asks everything to stop, from within.
pub fn request() {
    // Not one more: only a second signal means that somebody lost patience.
    ASKED.fetch_max(1, Ordering::Relaxed);
}

/// Whether somebody asked.
pub fn asked() -> bool {
    ASKED.load(Ordering::Relaxed) > 0
}

/// Whether somebody lost patience and asked again.
pub fn asked_again() -> bool {
    ASKED.load(Ordering::Relaxed) > 1
}

/// Waits a moment, or gives [`Stopped`].
pub fn beat() -> Result<(), Stopped> {
    if asked() {
        return Err(Stopped);
    }
    thread::sleep(BEAT);
    Ok(())
}

/// Waits a moment also while stopping.
pub fn beat_anyway() {
    thread::sleep(BEAT);
}
