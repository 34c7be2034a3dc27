//! What a connection does at the moment, written down by those who know and read by the registry.

use crate::Limits;
use std::{
    sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering::Relaxed},
    time::{Duration, Instant},
};

/// Nothing is under way: the last answer has been made, or nothing was asked yet.
const IDLE: u8 = 0;
/// A request's head is arriving, or is waited for on a new connection.
const HEAD: u8 = 1;
/// A request is being answered.
const BUSY: u8 = 2;

/// The state of one connection. Each field is exact by itself, and a decision made on two of them is at worst late.
#[derive(Debug)]
pub(crate) struct Activity {
    begun: Instant,
    phase: AtomicU8,
    /// The beginning of the phase, in milliseconds since `begun`.
    since: AtomicU64,
    /// The time since which the client has not taken what is being sent, in milliseconds since `begun` plus one; 0 if it takes it.
    stalled_since: AtomicU64,
    /// Whether the client has sent, or may still be sending, what nobody has read.
    has_unread: AtomicBool,
}

impl Activity {
    /// A new connection.
    pub(crate) fn new() -> Self {
        Self {
            begun: Instant::now(),
            phase: AtomicU8::new(HEAD),
            since: AtomicU64::new(0),
            stalled_since: AtomicU64::new(0),
            has_unread: AtomicBool::new(false),
        }
    }

    /// Bytes of a request have arrived.
    pub(crate) fn received(&self) {
        self.has_unread.store(true, Relaxed);
        if self.phase.compare_exchange(IDLE, HEAD, Relaxed, Relaxed).is_ok() {
            self.since.store(self.now(), Relaxed);
        }
    }

    /// A request's head is complete.
    pub(crate) fn asked(&self) {
        self.enter(BUSY);
    }

    /// A request has been read to its end.
    pub(crate) fn read(&self) {
        self.has_unread.store(false, Relaxed);
    }

    /// Whether the client may still be sending a request that was not read to its end.
    pub(crate) fn has_unread(&self) -> bool {
        self.has_unread.load(Relaxed)
    }

    /// The answer has been made.
    pub(crate) fn answered(&self) {
        self.enter(IDLE);
    }

    /// The client takes what is sent, or does not.
    pub(crate) fn sent(&self, taken: bool) {
        if taken {
            if self.stalled_since.load(Relaxed) != 0 {
                self.stalled_since.store(0, Relaxed);
            }
        } else {
            let _ = self
                .stalled_since
                .compare_exchange(0, self.now() + 1, Relaxed, Relaxed);
        }
    }

    /// How long nobody has waited for this connection but its client; `None` while a request is under way.
    pub(crate) fn waiting(&self) -> Option<Duration> {
        let is_waiting = self.phase.load(Relaxed) != BUSY && self.stalled_since.load(Relaxed) == 0;
        is_waiting.then(|| self.elapsed(self.since.load(Relaxed)))
    }

    /// Whether the connection has been longer in its state than it may.
    pub(crate) fn is_overdue(&self, limits: &Limits) -> bool {
        let stalled_since = self.stalled_since.load(Relaxed);
        if stalled_since != 0 && self.elapsed(stalled_since - 1) > limits.stalled {
            return true;
        }
        let limit = match self.phase.load(Relaxed) {
            IDLE => limits.idle,
            HEAD => limits.head,
            _ => limits.answer,
        };
        self.elapsed(self.since.load(Relaxed)) > limit
    }

    fn enter(&self, phase: u8) {
        // The time first: a phase that looks older than it is would end the connection.
        self.since.store(self.now(), Relaxed);
        self.phase.store(phase, Relaxed);
    }

    fn elapsed(&self, since: u64) -> Duration {
        Duration::from_millis(self.now().saturating_sub(since))
    }

    fn now(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}
