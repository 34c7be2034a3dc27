//! What the forms of the account page say when it is shown again.

use crate::domain::{nickname::NicknameError, password::PasswordError};
use app_forms::Notice;
use app_kernel::path;
use serde::{Deserialize, Serialize};

/// What became of a new nickname.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NicknameNotice {
    /// It is the member's.
    Saved,
    /// It is none.
    Refused {
        /// What was wrong.
        error: NicknameError,
        /// What was typed.
        nickname: String,
    },
}

impl Notice for NicknameNotice {
    const COOKIE: &'static str = "cfmall-nickname";
    const PAGE: &'static str = path::ACCOUNT;
}

/// What became of a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PasswordNotice {
    /// It is the member's, and so many other sessions ended.
    Changed(u64),
    /// The old one stays.
    Refused(PasswordError),
}

impl Notice for PasswordNotice {
    const COOKIE: &'static str = "cfmall-password";
    const PAGE: &'static str = path::ACCOUNT;
}
