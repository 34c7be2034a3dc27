//! What the forms for a new password say when they are shown again.

use crate::codes::notice::Refusals;
use app_forms::Notice;
use app_kernel::path;
use serde::{Deserialize, Serialize};

/// The phone or the e-mail address that was typed, and why the form is shown again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordResetNotice {
    /// Everything that is in the way; nothing after a code was sent.
    pub refusals: Refusals,
    /// The phone or the e-mail address.
    pub phone: String,
}

impl Notice for PasswordResetNotice {
    const COOKIE: &'static str = "cfmall-reset";
    const PAGE: &'static str = path::FORGOT;
}
