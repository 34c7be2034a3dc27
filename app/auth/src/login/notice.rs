//! What the login form says when it is shown again.

use app_forms::Notice;
use app_kernel::path;
use serde::{Deserialize, Serialize};

/// Why nobody was logged in. Which half of the credentials was wrong is never said (ASVS 5.0 6.3.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LoginError {
    /// A field was left empty.
    Incomplete,
    /// No such account, or not its password.
    InvalidCredentials,
    /// The account is disabled. Only who knows its password is told so.
    Disabled,
    /// There were too many attempts; the next one is free after so many seconds.
    TooMany(u32),
}

impl LoginError {
    /// A word for scripts.
    #[cfg(feature = "ssr")]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Incomplete => "incomplete",
            Self::InvalidCredentials => "invalid-credentials",
            Self::Disabled => "disabled",
            Self::TooMany(_) => "too-many-attempts",
        }
    }

    /// An attempt too many, with the time until the next one.
    #[cfg(feature = "ssr")]
    pub fn too_many(wait: std::time::Duration) -> Self {
        Self::TooMany(u32::try_from(wait.as_secs() + 1).unwrap_or(u32::MAX))
    }

    /// The sentence for the visitor.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Incomplete => "login-error-incomplete",
            Self::InvalidCredentials => "login-error-credentials",
            Self::Disabled => "login-error-disabled",
            Self::TooMany(seconds) if seconds < 90 => "login-error-wait-seconds",
            Self::TooMany(_) => "login-error-wait-minutes",
        }
    }

    /// The number in that sentence, if it has one.
    pub const fn count(self) -> Option<u64> {
        match self {
            Self::TooMany(seconds) if seconds < 90 => Some(seconds as u64),
            Self::TooMany(seconds) => Some(seconds.div_ceil(60) as u64),
            _ => None,
        }
    }
}

/// The reason why the form is shown again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LoginNotice {
    /// An attempt failed.
    Refused {
        /// The reason.
        error: LoginError,
        /// The account that was typed.
        account: String,
        /// Whether "remember me" was ticked.
        remember: bool,
    },
    /// The account has a new password, and is to be logged in with it.
    PasswordReset {
        /// The account, by which it was proved.
        account: String,
    },
    /// The member has logged out everywhere: so many sessions ended.
    LoggedOutEverywhere(u64),
    /// The member has asked for the account to be deleted.
    DeletionAsked {
        /// The time at which it will be, as people read it.
        due: String,
    },
}

impl Notice for LoginNotice {
    const COOKIE: &'static str = "cfmall-login";
    const PAGE: &'static str = path::LOGIN;
}
