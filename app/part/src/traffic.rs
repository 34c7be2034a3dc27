//! Whether anybody looks at pages at the moment.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

/// The time from the last answer until nobody seems to look at pages any more.
pub const QUIET: Duration = Duration::from_millis(100);

/// The pages that a process is asked for: what takes a core for long leaves room to them. Clones are about the same process.
#[derive(Clone, Debug)]
pub struct Traffic(Arc<Counts>);

#[derive(Debug)]
struct Counts {
    begun: Instant,
    under_way: AtomicUsize,
    /// Milliseconds from the beginning to the moment at which it is quiet again.
    quiet_at: AtomicU64,
}

/// A request for a page, until it is dropped.
#[derive(Debug)]
#[must_use = "the request is over when this is dropped"]
pub struct PageRequest(Arc<Counts>);

impl Default for Traffic {
    fn default() -> Self {
        Self(Arc::new(Counts {
            begun: Instant::now(),
            under_way: AtomicUsize::new(0),
            quiet_at: AtomicU64::new(0),
        }))
    }
}

impl Traffic {
    /// Counts a request for a page.
    pub fn enter(&self) -> PageRequest {
        self.0.under_way.fetch_add(1, SeqCst);
        PageRequest(self.0.clone())
    }

    /// Whether no request for a page is under way, nor was in the last [`QUIET`].
    pub fn is_quiet(&self) -> bool {
        self.0.under_way.load(SeqCst) == 0 && self.0.elapsed() >= self.0.quiet_at.load(SeqCst)
    }
}

impl Counts {
    /// In milliseconds.
    fn elapsed(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

impl Drop for PageRequest {
    fn drop(&mut self) {
        let pause = u64::try_from(QUIET.as_millis()).unwrap_or(u64::MAX);
        self.0.quiet_at.fetch_max(self.0.elapsed() + pause, SeqCst);
        self.0.under_way.fetch_sub(1, SeqCst);
    }
}
