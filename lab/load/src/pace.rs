//! When requests are sent.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::time::sleep_until;

/// The pace of all connections together.
#[derive(Debug, Clone)]
pub(crate) enum Pace {
    /// As fast as answers come.
    Busy,
    /// A request at each of these moments. Connections take the moments in turn, each as soon as it is free.
    Constant(Arc<Moments>),
}

/// Moments at equal distances.
#[derive(Debug)]
pub(crate) struct Moments {
    first: Instant,
    rate: f64,
    taken: AtomicU32,
}

impl Pace {
    /// The pace of so many requests a second, from now on; without a number, as fast as answers come.
    pub(crate) fn of(rate: Option<f64>) -> Self {
        rate.map_or(Self::Busy, |rate| Self::Constant(Arc::new(Moments::new(rate))))
    }

    pub(crate) const fn is_constant(&self) -> bool {
        matches!(self, Self::Constant(_))
    }

    /// Waits until the next request is due, and gives that moment, which may be past.
    pub(crate) async fn next(&self) -> Instant {
        match self {
            Self::Busy => Instant::now(),
            Self::Constant(moments) => {
                let due = moments.next();
                sleep_until(due.into()).await;
                due
            }
        }
    }
}

impl Moments {
    fn new(rate: f64) -> Self {
        Self {
            first: Instant::now(),
            rate,
            taken: AtomicU32::new(0),
        }
    }

    /// The first moment that nobody has taken.
    fn next(&self) -> Instant {
        let number = self.taken.fetch_add(1, Ordering::Relaxed);
        // From the first one each time: rounded distances would add up.
        self.first + Duration::from_secs_f64(f64::from(number) / self.rate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_equally_far_apart_and_taken_once() {
        let moments = Moments::new(3.0);
        let taken: Vec<_> = (0..4).map(|_| moments.next() - moments.first).collect();
        assert_eq!(taken[3], Duration::from_secs(1));
        assert!(taken.is_sorted() && taken[0] < taken[1] && taken[0].is_zero());
    }
}
