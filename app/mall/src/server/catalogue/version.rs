//! Which state of the catalogue this copy knows.

use std::{
    fmt::Write,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// How long a version may be relied on after the question that it answered. A change is seen on every page this much later at the
/// latest; a tenth of the promised second is left for what else takes time.
const GOOD_FOR: Duration = Duration::from_millis(900);

/// The version of the catalogue (`mall.catalogue`) as this copy last found it. Clones share what they know.
#[derive(Clone, Debug, Default)]
pub(crate) struct Version(Arc<State>);

#[derive(Debug, Default)]
struct State {
    found: RwLock<Option<(i64, Instant)>>,
    reads: Reads,
}

/// Where answers came from, since the process started.
#[derive(Debug, Default)]
pub(crate) struct Reads {
    pub(crate) memory: AtomicU64,
    pub(crate) database: AtomicU64,
    /// From memory in place of a database that cannot be asked.
    pub(crate) outage: AtomicU64,
}

impl Version {
    /// The version, if it is certain: whatever was read since it was found can be shown. `None` while this copy cannot hear of
    /// changes.
    pub(crate) fn current(&self) -> Option<i64> {
        self.last_found()
            .and_then(|(version, asked)| (asked.elapsed() < GOOD_FOR).then_some(version))
    }

    /// The version that was last found, and when it was asked for.
    pub(crate) fn last_found(&self) -> Option<(i64, Instant)> {
        *self.0.found.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The version was this one at some moment after `asked`.
    pub(crate) fn found(&self, version: i64, asked: Instant) {
        *self.0.found.write().unwrap_or_else(PoisonError::into_inner) = Some((version, asked));
    }

    pub(crate) fn reads(&self) -> &Reads {
        &self.0.reads
    }

    /// The counters in the text format of Prometheus.
    pub(crate) fn metrics(&self) -> String {
        let Reads {
            memory,
            database,
            outage,
        } = self.reads();
        let mut text = String::from(
            "# HELP catalogue_answers_total Answers about the catalogue, by where they came from.\n\
             # TYPE catalogue_answers_total counter\n",
        );
        for (from, count) in [("memory", memory), ("database", database), ("outage", outage)] {
            let count = count.load(Ordering::Relaxed);
            let _ = writeln!(text, "catalogue_answers_total{{from=\"{from}\"}} {count}");
        }
        let _ = writeln!(
            text,
            "# HELP catalogue_followed Whether this copy hears of changes to the catalogue.\n\
             # TYPE catalogue_followed gauge\n\
             catalogue_followed {}",
            u8::from(self.current().is_some())
        );
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_certain_for_less_than_a_second() {
        let version = Version::default();
        assert_eq!(version.current(), None);
        version.found(7, Instant::now());
        assert_eq!(version.current(), Some(7));
        let long_ago = Instant::now().checked_sub(GOOD_FOR).expect("a moment");
        version.found(8, long_ago);
        assert_eq!(version.current(), None);
    }
}
