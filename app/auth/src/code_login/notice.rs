//! What the forms for a login with a code say when they are shown again.

use crate::codes::notice::Refusals;
use app_forms::Notice;
use app_kernel::path;
use serde::{Deserialize, Serialize};

/// What was typed, and why the form is shown again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeLoginNotice {
    /// Everything that is in the way; nothing after a code was sent.
    pub refusals: Refusals,
    /// The phone or the e-mail address.
    pub phone: String,
    /// Whether "remember me" was ticked.
    pub remember: bool,
}

impl Notice for CodeLoginNotice {
    const COOKIE: &'static str = "cfmall-code-login";
    const PAGE: &'static str = path::CODE_LOGIN;
}
