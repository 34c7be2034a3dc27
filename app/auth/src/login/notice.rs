//! What the login form says after an attempt that did not work.

use serde::{Deserialize, Serialize};

/// Why nobody was logged in. Which half of the credentials was wrong is never said (ASVS 5.0 6.3.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LoginError {
    /// A field was left empty.
    Incomplete,
    /// No such account, or not its password.
    InvalidCredentials,
}

impl LoginError {
    /// The sentence for the visitor.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Incomplete => "login-error-incomplete",
            Self::InvalidCredentials => "login-error-credentials",
        }
    }
}

/// An attempt that failed, carried from the `POST` to the form that is shown again, so that nothing typed is lost but
/// the password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginNotice {
    /// What was wrong.
    pub error: LoginError,
    /// The account that was typed.
    pub account: String,
}
