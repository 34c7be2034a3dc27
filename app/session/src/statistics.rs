//! What the stack counts, for operators: how often, how long, with which result. Never who.
//!
//! Plain numbers: whoever runs the stack hands them to the library of metrics that they use already.

use crate::durations::{Distribution, Durations};
use std::{
    sync::atomic::{
        AtomicU8, AtomicU64,
        Ordering::{Relaxed, SeqCst},
    },
    time::Duration,
};

/// What a look-up of a presented id came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// A live session.
    Hit,
    /// No such session, now or in the remembered past.
    Unknown,
    /// A session whose time was over.
    Expired,
    /// A session that was ended: logged out, rotated away, revoked, or its member disabled.
    Revoked,
    /// The store did not answer.
    Unavailable,
}

impl Found {
    /// Every result.
    pub const ALL: [Self; 5] = [
        Self::Hit,
        Self::Unknown,
        Self::Expired,
        Self::Revoked,
        Self::Unavailable,
    ];

    /// The result's name, as metrics have it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hit => "hit",
            Self::Unknown => "unknown",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Unavailable => "unavailable",
        }
    }
}

/// Counters of one process, from its start.
#[derive(Debug, Default)]
pub struct Statistics {
    found: [AtomicU64; 5],
    look_ups: Durations,
    without_session: AtomicU64,
    batches: AtomicU64,
    batched_ids: AtomicU64,
    touches: AtomicU64,
    events: AtomicU64,
    reader: AtomicU8,
}

/// The states of the connection that looks sessions up, which is not there at first.
const DISCONNECTED: u8 = 1;
const CONNECTED: u8 = 2;

impl Statistics {
    pub(crate) fn count(&self, found: Found) {
        self.found[found as usize].fetch_add(1, Relaxed);
    }

    /// A look-up that somebody waited for.
    pub(crate) fn count_look_up(&self, took: Duration) {
        self.look_ups.add(took);
    }

    /// A request with a cookie of ours to which nobody knows a session.
    pub(crate) fn count_without_session(&self) {
        self.without_session.fetch_add(1, Relaxed);
    }

    /// One statement that looked up `ids` sessions.
    pub(crate) fn count_batch(&self, ids: usize) {
        self.batches.fetch_add(1, Relaxed);
        self.batched_ids
            .fetch_add(u64::try_from(ids).unwrap_or(u64::MAX), Relaxed);
    }

    pub(crate) fn count_touches(&self, touches: u64) {
        self.touches.fetch_add(touches, Relaxed);
    }

    /// A verb that begins, changes or ends sessions was done.
    pub(crate) fn count_event(&self) {
        self.events.fetch_add(1, Relaxed);
    }

    /// The connection that looks sessions up stands, or does not.
    pub(crate) fn note_reader(&self, connected: bool) {
        let state = if connected { CONNECTED } else { DISCONNECTED };
        self.reader.store(state, SeqCst);
    }

    /// Look-ups with this result.
    pub fn looked_up(&self, found: Found) -> u64 {
        self.found[found as usize].load(Relaxed)
    }

    /// The times that requests waited for look-ups. Those that were refused at once, because the store is known to be away, are not
    /// among them.
    pub fn look_up_times(&self) -> Distribution {
        self.look_ups.distribution()
    }

    /// Requests with a cookie of ours, in the right form, to which no session is known, not even one that is over: as far as
    /// the backend can tell.
    pub fn without_session(&self) -> u64 {
        self.without_session.load(Relaxed)
    }

    /// Statements that looked sessions up.
    pub fn batches(&self) -> u64 {
        self.batches.load(Relaxed)
    }

    /// Ids in those statements.
    pub fn batched_ids(&self) -> u64 {
        self.batched_ids.load(Relaxed)
    }

    /// Sessions whose last use was written down.
    pub fn touches(&self) -> u64 {
        self.touches.load(Relaxed)
    }

    /// Verbs that begin, change or end sessions, as done here.
    pub fn events(&self) -> u64 {
        self.events.load(Relaxed)
    }

    /// Whether the connection that looks sessions up stands; `None` where the backend has no such connection.
    pub fn reader_is_connected(&self) -> Option<bool> {
        match self.reader.load(SeqCst) {
            CONNECTED => Some(true),
            DISCONNECTED => Some(false),
            _ => None,
        }
    }

    /// As JSON, by result.
    pub fn to_json(&self) -> serde_json::Value {
        let lookups: serde_json::Map<_, _> = Found::ALL
            .into_iter()
            .map(|found| (found.name().to_owned(), self.looked_up(found).into()))
            .collect();
        serde_json::json!({ "lookups": lookups, "batches": self.batches(), "touches": self.touches() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_are_told_apart() {
        let statistics = Statistics::default();
        statistics.count(Found::Hit);
        statistics.count(Found::Hit);
        statistics.count(Found::Unavailable);
        statistics.count_batch(3);
        statistics.count_without_session();
        let results = Found::ALL.map(|found| statistics.looked_up(found));
        assert_eq!(results, [2, 0, 0, 0, 1]);
        assert_eq!((statistics.batches(), statistics.batched_ids()), (1, 3));
        assert_eq!(statistics.without_session(), 1);
        assert_eq!(statistics.to_json()["lookups"]["unavailable"], 1);
    }

    #[test]
    fn a_backend_without_a_reader_says_nothing_of_one() {
        let statistics = Statistics::default();
        assert_eq!(statistics.reader_is_connected(), None);
        statistics.note_reader(false);
        assert_eq!(statistics.reader_is_connected(), Some(false));
        statistics.note_reader(true);
        assert_eq!(statistics.reader_is_connected(), Some(true));
    }
}
