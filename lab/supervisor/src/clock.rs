//! The only place where the lab asks for the time.

use std::time::SystemTime;

use time::OffsetDateTime;

/// The time, to the millisecond.
pub fn now() -> OffsetDateTime {
    #[expect(
        clippy::disallowed_methods,
        reason = "the edge: from here on the time is passed on"
    )]
    let now = OffsetDateTime::from(SystemTime::now());
    now.replace_millisecond(now.millisecond()).unwrap_or(now)
}
