//! How attempts to prove a password ended, for operators.

use crate::login::notice::LoginError;
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family},
    registry::Registry,
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
    counts: Family<Attempt, Counter>,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Attempt {
    result: &'static str,
}

impl AttemptCounters {
    pub(super) fn new(purpose: &'static str) -> Self {
        let counts = Family::default();
        // All of them from the start: of a counter that only appears with its first event, no rate shows that one.
        for result in RESULTS {
            drop(counts.get_or_create(&Attempt { result }));
        }
        Self { purpose, counts }
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

    /// Makes them known to those who ask for metrics.
    pub(super) fn register(&self, registry: &mut Registry) {
        let Self { purpose, counts } = self;
        let help = format!("Passwords sent for a {purpose}, by how that ended");
        registry.register(format!("{purpose}_attempts"), help, counts.clone());
    }

    fn count(&self, result: &'static str) {
        self.counts.get_or_create(&Attempt { result }).inc();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prometheus_client::encoding::text::encode;

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
        let mut registry = Registry::default();
        counters.register(&mut registry);
        let mut text = String::new();
        encode(&mut text, &registry).expect("a string takes everything");
        for result in RESULTS {
            let line = format!("login_attempts_total{{result=\"{result}\"}} 1\n");
            assert!(text.contains(&line), "{text}");
        }
        assert_eq!(
            text.matches("login_attempts_total").count(),
            RESULTS.len(),
            "{text}"
        );
    }
}
