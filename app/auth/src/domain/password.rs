//! What a new password must be.

use super::ease::{Ease, ease};
use serde::{Deserialize, Serialize};

/// The fewest characters of a new password (ASVS 5.0 6.2.1). Which ones they are is nobody's business but its owner's
/// (6.2.5).
pub(crate) const MIN: usize = 8;
/// The most characters: no hash has to take in a novel.
pub(crate) const MAX: usize = 128;

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PasswordError {
    /// The new one is too short.
    TooShort,
    /// The new one is too long.
    TooLong,
    /// The new one can be guessed, for this reason.
    Easy(Ease),
    /// The current one is another.
    Wrong,
}

impl PasswordError {
    /// A word for scripts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooShort => "too-short",
            Self::TooLong => "too-long",
            Self::Easy(ease) => ease.code(),
            Self::Wrong => "invalid-credentials",
        }
    }

    /// The sentence for the member.
    pub const fn key(self) -> &'static str {
        match self {
            Self::TooShort => "password-error-too-short",
            Self::TooLong => "password-error-too-long",
            Self::Easy(ease) => ease.key(),
            Self::Wrong => "password-error-wrong",
        }
    }
}

/// Whether `password` is neither too short nor too long. Characters are counted as people do, not bytes.
pub(crate) fn check_length(password: &str) -> Result<(), PasswordError> {
    match password.chars().count() {
        ..MIN => Err(PasswordError::TooShort),
        MIN..=MAX => Ok(()),
        _ => Err(PasswordError::TooLong),
    }
}

/// Whether `password` may be the new one of somebody who is called by these words. Takes some time: not for the threads of requests.
pub(crate) fn check(password: &str, own_words: &[String]) -> Result<(), PasswordError> {
    check_length(password)?;
    ease(password, own_words).map_or(Ok(()), |ease| Err(PasswordError::Easy(ease)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_characters_will_do_and_their_number_counts() {
        assert_eq!(check("密码密码密码密", &[]), Err(PasswordError::TooShort));
        assert_eq!(check("一个全新的密码 🗝", &[]), Ok(()));
        let long = "Kq7 zebra Tümpel 咖啡 ".repeat(8);
        let exactly: String = long.chars().take(MAX).collect();
        assert_eq!(check(&exactly, &[]), Ok(()));
        let more: String = long.chars().take(MAX + 1).collect();
        assert_eq!(check(&more, &[]), Err(PasswordError::TooLong));
        assert_eq!(check(&"x".repeat(10_000), &[]), Err(PasswordError::TooLong));
    }
}
