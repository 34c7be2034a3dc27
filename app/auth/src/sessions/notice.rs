//! What the page says after one of its buttons.

use app_forms::Notice;
use app_kernel::path;
use serde::{Deserialize, Serialize};

/// The outcome of a button that ends sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SessionsNotice {
    /// This number of sessions ended.
    Ended(u64),
    /// The session had ended before, or never was the member's.
    Unknown,
}

impl Notice for SessionsNotice {
    const COOKIE: &'static str = "cfmall-sessions";
    const PAGE: &'static str = path::SESSIONS;
}
