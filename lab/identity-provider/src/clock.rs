//! The provider's own clock.

use std::time::{SystemTime, UNIX_EPOCH};

/// The seconds since 1970.
#[expect(
    clippy::disallowed_methods,
    reason = "a provider is another program, with a clock of its own"
)]
pub(crate) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}
