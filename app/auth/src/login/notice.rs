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
}

impl LoginError {
    /// A word for scripts.
    #[cfg(feature = "ssr")]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Incomplete => "incomplete",
            Self::InvalidCredentials => "invalid-credentials",
            Self::Disabled => "disabled",
        }
    }

    /// The sentence for the visitor.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Incomplete => "login-error-incomplete",
            Self::InvalidCredentials => "login-error-credentials",
            Self::Disabled => "login-error-disabled",
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
    /// The member has logged out everywhere: so many sessions ended.
    LoggedOutEverywhere(u64),
}

impl Notice for LoginNotice {
    const COOKIE: &'static str = "cfmall-login";
    const PAGE: &'static str = path::LOGIN;
}
