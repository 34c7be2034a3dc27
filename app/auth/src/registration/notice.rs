//! What the forms for a new account say when they are shown again.

use crate::codes::notice::Refusals;
use app_forms::Notice;
use app_kernel::path;
use serde::{Deserialize, Serialize};

/// What was typed, but the password and the code, and why the form is shown again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationNotice {
    /// Everything that is in the way; nothing after a code was sent.
    pub refusals: Refusals,
    /// The phone.
    pub phone: String,
    /// The user name.
    pub user_name: String,
}

impl Notice for RegistrationNotice {
    const COOKIE: &'static str = "cfmall-registration";
    const PAGE: &'static str = path::REGISTER;
}
