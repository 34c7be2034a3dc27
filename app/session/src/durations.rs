//! How long something took, counted in buckets.

use std::{
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

/// The upper bounds of the buckets, in microseconds. A look-up is answered in less than a millisecond, or given up after 800.
const BOUNDS: [u64; 12] = [
    250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
];

/// A histogram that many threads add to.
#[derive(Debug, Default)]
pub(crate) struct Durations {
    /// By bucket; the last one has no bound.
    counts: [AtomicU64; BOUNDS.len() + 1],
    micros: AtomicU64,
}

/// A histogram as it was at some moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    /// Upper bounds in seconds, the last of them infinite, each with the number of durations above the one before and up to it.
    pub buckets: Vec<(f64, u64)>,
    /// The sum of all durations.
    pub sum: Duration,
}

impl Durations {
    pub(crate) fn add(&self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let bucket = BOUNDS.partition_point(|bound| *bound < micros);
        self.counts[bucket].fetch_add(1, Relaxed);
        self.micros.fetch_add(micros, Relaxed);
    }

    pub(crate) fn distribution(&self) -> Distribution {
        let bounds = BOUNDS.map(|bound| Duration::from_micros(bound).as_secs_f64());
        let counts = self.counts.iter().map(|count| count.load(Relaxed));
        Distribution {
            buckets: bounds.into_iter().chain([f64::INFINITY]).zip(counts).collect(),
            sum: Duration::from_micros(self.micros.load(Relaxed)),
        }
    }
}

impl Distribution {
    /// The number of durations.
    pub fn count(&self) -> u64 {
        self.buckets.iter().map(|(_, count)| count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_in_the_first_bucket_that_holds_it() {
        let durations = Durations::default();
        for micros in [0, 250, 251, 800_000, 1_000_000, 1_000_001] {
            durations.add(Duration::from_micros(micros));
        }
        let Distribution { buckets, sum } = durations.distribution();
        let filled: Vec<_> = buckets.iter().filter(|(_, count)| *count > 0).collect();
        assert_eq!(
            filled,
            [&(0.000_25, 2), &(0.000_5, 1), &(1.0, 2), &(f64::INFINITY, 1)]
        );
        assert_eq!(sum, Duration::from_micros(2_800_502));
        assert_eq!(durations.distribution().count(), 6);
    }
}
