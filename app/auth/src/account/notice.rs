//! What the forms of the account page say when it is shown again.

use crate::domain::{nickname::NicknameError, password::PasswordError};
use app_forms::Notice;
use app_kernel::path;
use serde::{Deserialize, Serialize};

/// The outcome of the form for a new nickname.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NicknameNotice {
    /// The nickname was saved.
    Saved,
    /// The text cannot be a nickname.
    Refused {
        /// The rule that it breaks.
        error: NicknameError,
        /// The text as it was typed.
        nickname: String,
    },
}

impl Notice for NicknameNotice {
    const COOKIE: &'static str = "cfmall-nickname";
    const PAGE: &'static str = path::ACCOUNT;
}

/// Picture and language were saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppearanceSaved;

impl Notice for AppearanceSaved {
    const COOKIE: &'static str = "cfmall-appearance";
    const PAGE: &'static str = path::ACCOUNT;
}

/// The outcome of the form for a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PasswordNotice {
    /// The password was changed, and this number of other sessions ended.
    Changed(u64),
    /// The old password stays, for this reason.
    Refused(PasswordError),
}

impl Notice for PasswordNotice {
    const COOKIE: &'static str = "cfmall-password";
    const PAGE: &'static str = path::ACCOUNT;
}
