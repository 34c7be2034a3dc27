//! Whether the session table can be reached: a breaker that lets everybody know at once.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
};

/// Shared by all who ask and by the connections that find out. Closed (up) until an attempt to connect has failed and no
/// other connection stands; the first connection that stands closes it again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Health(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    connections: AtomicUsize,
    down: AtomicBool,
}

impl Health {
    /// Known to be away: asking is of no use.
    pub(crate) fn is_down(&self) -> bool {
        self.0.down.load(SeqCst)
    }

    /// A connection stands.
    pub(super) fn up(&self) {
        self.0.connections.fetch_add(1, SeqCst);
        if self.0.down.swap(false, SeqCst) {
            tracing::info!("the session table can be reached again");
        }
    }

    /// A connection that stood is gone.
    pub(super) fn down(&self) {
        self.0.connections.fetch_sub(1, SeqCst);
    }

    /// A connection is about to be given up.
    pub(super) fn suspect(&self) {
        if self.0.connections.load(SeqCst) <= 1 {
            self.0.down.store(true, SeqCst);
        }
    }

    /// An attempt to connect failed.
    pub(super) fn failed(&self) {
        if self.0.connections.load(SeqCst) == 0 {
            self.0.down.store(true, SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Health;

    #[test]
    fn one_connection_that_stands_is_enough() {
        let health = Health::default();
        assert!(!health.is_down(), "nothing is known yet");
        health.up();
        health.up();
        health.suspect();
        health.down();
        assert!(!health.is_down());
        health.suspect();
        assert!(health.is_down(), "the last one is given up");
        health.down();
        health.failed();
        assert!(health.is_down());
        health.up();
        assert!(!health.is_down());
    }
}
