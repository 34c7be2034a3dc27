//! Whether the session table can be reached: a breaker that lets everybody know at once.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::SeqCst},
};

/// The breaker, shared by all who ask and by the connection that finds out. Closed (up) at first, when nothing is known yet;
/// open from the moment the connection breaks or cannot be made until one stands again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Health(Arc<AtomicBool>);

impl Health {
    /// Whether the table is known to be away: asking is of no use then.
    pub(crate) fn is_down(&self) -> bool {
        self.0.load(SeqCst)
    }

    /// Records that the connection stands.
    pub(super) fn up(&self) {
        if self.0.swap(false, SeqCst) {
            tracing::info!("the session table can be reached again");
        }
    }

    /// Records that it does not.
    pub(super) fn down(&self) {
        self.0.store(true, SeqCst);
    }
}
