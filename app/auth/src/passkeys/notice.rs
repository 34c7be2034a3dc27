//! What the page with the passkeys says when it is shown again.

use app_forms::Notice;
use app_kernel::path;
use serde::{Deserialize, Serialize};

/// What has become of a passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PasskeysNotice {
    /// A passkey was added.
    Added,
    /// A passkey has another name.
    Renamed,
    /// What was typed cannot be a name.
    WrongName,
    /// A passkey was taken away.
    Removed,
    /// The passkey stays: without it the member could not log in.
    Last,
    /// The member has no such passkey.
    Unknown,
}

impl Notice for PasskeysNotice {
    const COOKIE: &'static str = "cfmall-passkeys";
    const PAGE: &'static str = path::PASSKEYS;
}
