//! Which state of the catalogue this copy knows.

use std::{
    sync::{Arc, PoisonError, RwLock, atomic::AtomicU64},
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
