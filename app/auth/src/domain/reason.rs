//! Why an operator does something to an account.

use app_kernel::text::is_invisible;
use serde::{Deserialize, Serialize};

/// 1 to 200 characters of any kind but control characters. It is shown to operators, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reason(String);

/// Why a text is no reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReasonError {
    /// The text has nothing that can be seen.
    Empty,
    /// The text has more than 200 characters.
    TooLong,
    /// A line break, a tab or worse.
    Control,
}

impl ReasonError {
    /// A word for scripts.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong => "too-long",
            Self::Control => "control-character",
        }
    }

    /// The sentence for the operator.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Empty => "admin-reason-empty",
            Self::TooLong => "admin-reason-too-long",
            Self::Control => "admin-reason-control",
        }
    }
}

impl Reason {
    /// The most characters. The same limit is a constraint of `auth.operator_action`.
    pub(crate) const MAX: usize = 200;

    /// Reads what was typed; blanks around it are not part of it.
    pub(crate) fn parse(text: &str) -> Result<Self, ReasonError> {
        let text = text.trim();
        if text.chars().all(|c| c.is_whitespace() || is_invisible(c)) {
            return Err(ReasonError::Empty);
        }
        if text.contains(char::is_control) {
            return Err(ReasonError::Control);
        }
        if text.chars().count() > Self::MAX {
            return Err(ReasonError::TooLong);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_a_line_that_says_something() {
        let longest = "因".repeat(Reason::MAX);
        assert_eq!(
            Reason::parse(&format!(" {longest}\u{3000}")).map(|reason| reason.0),
            Ok(longest.clone())
        );
        for (text, error) in [
            ("", ReasonError::Empty),
            (" \u{3000}\u{200b}", ReasonError::Empty),
            ("a\0b", ReasonError::Control),
            ("a\nb", ReasonError::Control),
            (&*format!("{longest}因"), ReasonError::TooLong),
        ] {
            assert_eq!(Reason::parse(text), Err(error), "{text:?}");
        }
    }
}
