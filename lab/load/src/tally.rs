//! The result of a run, and how it is printed.

use std::{fmt, fs, time::Duration};

/// Ticks per second of the kernel's clock for CPU time; 100 on every Linux that people run.
const TICKS_A_SECOND: f64 = 100.0;

/// The counts and latencies of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Tally {
    /// The number of right answers in time.
    pub requests: usize,
    /// The number of all right answers, with those of the warm-up and late ones: the server worked for these too.
    answered: usize,
    length: Duration,
    cpu: Duration,
    /// The latencies, sorted.
    latencies: Vec<Duration>,
}

impl Tally {
    /// The result of a run of `length` with these answers, for which the generator itself took `cpu` of CPU time.
    pub fn new(
        requests: usize,
        answered: usize,
        mut latencies: Vec<Duration>,
        length: Duration,
        cpu: Duration,
    ) -> Self {
        latencies.sort_unstable();
        Self {
            requests,
            answered,
            length,
            cpu,
            latencies,
        }
    }

    /// The latency that `permille` of a thousand answers did not exceed.
    fn permille(&self, permille: usize) -> Duration {
        let index = (self.latencies.len() * permille / 1_000).min(self.latencies.len().saturating_sub(1));
        self.latencies.get(index).copied().unwrap_or_default()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            r#"{{"requests":{},"answered":{},"seconds":{},"cpu_seconds":{},"p50_us":{},"p99_us":{}}}"#,
            self.requests,
            self.answered,
            self.length.as_secs_f64(),
            self.cpu.as_secs_f64(),
            self.permille(500).as_micros(),
            self.permille(990).as_micros()
        )
    }
}

/// The CPU time of this process so far; zero where the system does not say.
pub(crate) fn cpu_time() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = stat.rsplit_once(')').map_or(0, |(_, rest)| {
        let fields = rest.split_whitespace().skip(11).take(2);
        fields.filter_map(|field| field.parse::<u32>().ok()).sum()
    });
    Duration::from_secs_f64(f64::from(ticks) / TICKS_A_SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_and_their_edges() {
        let of = |count: u64| {
            let latencies: Vec<_> = (0..count).rev().map(Duration::from_micros).collect();
            Tally::new(
                latencies.len(),
                120,
                latencies,
                Duration::from_secs(2),
                Duration::from_millis(500),
            )
            .to_string()
        };
        assert_eq!(
            of(100),
            r#"{"requests":100,"answered":120,"seconds":2,"cpu_seconds":0.5,"p50_us":50,"p99_us":99}"#
        );
        assert!(of(0).contains(r#""requests":0"#) && of(0).contains(r#""p99_us":0"#));
    }
}
