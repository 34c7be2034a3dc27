//! What a new password must be.

use serde::{Deserialize, Serialize};

/// The fewest characters of a new password (ASVS 5.0 6.2.1). Which ones they are is nobody's business but its owner's
/// (6.2.5).
pub(crate) const MIN: usize = 8;
/// The most characters: no hash has to take in a novel.
pub(crate) const MAX: usize = app_forms::FIELD_LENGTH;

/// Why the password was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PasswordError {
    /// The new one is too short.
    TooShort,
    /// The new one is too long.
    TooLong,
    /// The current one is another.
    Wrong,
}

impl PasswordError {
    /// A word for scripts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooShort => "too-short",
            Self::TooLong => "too-long",
            Self::Wrong => "invalid-credentials",
        }
    }

    /// The sentence for the member.
    pub const fn key(self) -> &'static str {
        match self {
            Self::TooShort => "password-error-too-short",
            Self::TooLong => "password-error-too-long",
            Self::Wrong => "password-error-wrong",
        }
    }
}

/// Whether `password` may be somebody's new one. Characters are counted as people do, not bytes.
pub(crate) fn check(password: &str) -> Result<(), PasswordError> {
    match password.chars().count() {
        ..MIN => Err(PasswordError::TooShort),
        MIN..=MAX => Ok(()),
        _ => Err(PasswordError::TooLong),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_length_counts() {
        assert_eq!(check("密码密码密码密"), Err(PasswordError::TooShort));
        assert_eq!(check("密码密码密码密码"), Ok(()));
        assert_eq!(check("        "), Ok(()));
        assert_eq!(check(&"x".repeat(MAX)), Ok(()));
        assert_eq!(check(&"x".repeat(MAX + 1)), Err(PasswordError::TooLong));
    }
}
