//! What the stack counts, for operators: how often, how long, with which result. Never who.

use std::{
    fmt::Write,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
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
    const ALL: [Self; 5] = [
        Self::Hit,
        Self::Unknown,
        Self::Expired,
        Self::Revoked,
        Self::Unavailable,
    ];

    const fn name(self) -> &'static str {
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
    batches: AtomicU64,
    batched_ids: AtomicU64,
    read_micros: AtomicU64,
    touches: AtomicU64,
    events: AtomicU64,
}

impl Statistics {
    pub(crate) fn count(&self, found: Found) {
        self.found[found as usize].fetch_add(1, Relaxed);
    }

    /// One statement that looked up `ids` sessions.
    pub(crate) fn count_batch(&self, ids: usize, took: Duration) {
        self.batches.fetch_add(1, Relaxed);
        self.batched_ids
            .fetch_add(u64::try_from(ids).unwrap_or(u64::MAX), Relaxed);
        self.read_micros
            .fetch_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Relaxed);
    }

    pub(crate) fn count_touches(&self, touches: u64) {
        self.touches.fetch_add(touches, Relaxed);
    }

    /// A verb that begins, changes or ends sessions was done.
    pub(crate) fn count_event(&self) {
        self.events.fetch_add(1, Relaxed);
    }

    /// Look-ups with this result.
    pub fn looked_up(&self, found: Found) -> u64 {
        self.found[found as usize].load(Relaxed)
    }

    /// Statements that looked sessions up.
    pub fn batches(&self) -> u64 {
        self.batches.load(Relaxed)
    }

    /// Sessions whose last use was written down.
    pub fn touches(&self) -> u64 {
        self.touches.load(Relaxed)
    }

    /// As JSON, by result.
    pub fn to_json(&self) -> serde_json::Value {
        let lookups: serde_json::Map<_, _> = Found::ALL
            .into_iter()
            .map(|found| (found.name().to_owned(), self.looked_up(found).into()))
            .collect();
        serde_json::json!({ "lookups": lookups, "batches": self.batches(), "touches": self.touches() })
    }

    /// In the text format of Prometheus.
    pub fn to_prometheus(&self) -> String {
        let mut text = String::new();
        let mut family = |name: &str, help: &str, samples: &[(String, f64)]| {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} counter");
            for (labels, value) in samples {
                let _ = writeln!(text, "{name}{labels} {value}");
            }
        };
        #[expect(clippy::cast_precision_loss, reason = "the format knows nothing else")]
        let number = |counter: &AtomicU64| counter.load(Relaxed) as f64;
        let plain = |counter: &AtomicU64| [(String::new(), number(counter))];
        let lookups = Found::ALL.map(|found| {
            (
                format!("{{result=\"{}\"}}", found.name()),
                number(&self.found[found as usize]),
            )
        });
        family(
            "session_lookups_total",
            "Presented session ids by what was found.",
            &lookups,
        );
        family(
            "session_lookup_batches_total",
            "Statements that looked sessions up.",
            &plain(&self.batches),
        );
        family(
            "session_lookup_batch_ids_total",
            "Ids in those statements.",
            &plain(&self.batched_ids),
        );
        family(
            "session_lookup_seconds_total",
            "Time those statements took.",
            &[(String::new(), number(&self.read_micros) / 1e6)],
        );
        family(
            "session_touches_total",
            "Sessions whose last use was written down.",
            &plain(&self.touches),
        );
        family(
            "session_events_total",
            "Verbs that begin, change or end sessions, as done here.",
            &plain(&self.events),
        );
        text
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
        statistics.count_batch(2, Duration::from_millis(3));
        let text = statistics.to_prometheus();
        assert!(
            text.contains("session_lookups_total{result=\"hit\"} 2\n"),
            "{text}"
        );
        assert!(
            text.contains("session_lookups_total{result=\"revoked\"} 0\n"),
            "{text}"
        );
        assert!(text.contains("session_lookup_seconds_total 0.003\n"), "{text}");
        assert_eq!(statistics.to_json()["lookups"]["unavailable"], 1);
    }
}
