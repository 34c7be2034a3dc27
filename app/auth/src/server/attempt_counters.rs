//! How attempts to prove a password ended, for operators.

use crate::login::notice::LoginError;
use std::{
    fmt::Write,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
};

/// The ways in which an attempt ends, as metrics name them.
const RESULTS: [&str; 6] = [
    "succeeded",
    "incomplete",
    "invalid-credentials",
    "disabled",
    "too-many-attempts",
    "unavailable",
];

/// Counters of one process, from its start.
#[derive(Debug)]
pub(super) struct AttemptCounters {
    /// What the password is for, as metrics name it.
    purpose: &'static str,
    counts: [AtomicU64; RESULTS.len()],
}

impl AttemptCounters {
    pub(super) fn new(purpose: &'static str) -> Self {
        Self {
            purpose,
            counts: Default::default(),
        }
    }

    /// Counts a password that was right.
    pub(super) fn succeeded(&self) {
        self.count("succeeded");
    }

    /// Counts an attempt that was refused.
    pub(super) fn refused(&self, error: LoginError) {
        self.count(error.code());
    }

    /// Counts an attempt that nobody could judge.
    pub(super) fn unavailable(&self) {
        self.count("unavailable");
    }

    /// In the text format of Prometheus.
    pub(super) fn to_prometheus(&self) -> String {
        let name = format!("{}_attempts_total", self.purpose);
        let mut text = format!(
            "# HELP {name} Passwords sent for a {}, by how that ended.\n# TYPE {name} counter\n",
            self.purpose
        );
        for (result, count) in RESULTS.iter().zip(&self.counts) {
            let count = count.load(Relaxed);
            let _ = writeln!(text, "{name}{{result=\"{result}\"}} {count}");
        }
        text
    }

    fn count(&self, result: &str) {
        let known = RESULTS.iter().position(|known| *known == result);
        if let Some(counter) = known.and_then(|index| self.counts.get(index)) {
            counter.fetch_add(1, Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_result_has_a_counter() {
        let counters = AttemptCounters::new("login");
        counters.succeeded();
        counters.unavailable();
        for error in [
            LoginError::Incomplete,
            LoginError::InvalidCredentials,
            LoginError::Disabled,
            LoginError::TooMany(7),
        ] {
            counters.refused(error);
        }
        let text = counters.to_prometheus();
        assert_eq!(text.matches(" 1\n").count(), RESULTS.len(), "{text}");
    }
}
