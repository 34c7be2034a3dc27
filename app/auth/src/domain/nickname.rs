//! What a member wants to be called.

use app_kernel::text::is_invisible;
use serde::{Deserialize, Serialize};

/// 1 to 40 characters of any kind but control characters: markup, emoji and right-to-left text are all allowed, because
/// a nickname is only ever shown as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nickname(String);

/// Why a text is no nickname.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NicknameError {
    /// The text has nothing that can be seen.
    Empty,
    /// The text has more than 40 characters.
    TooLong,
    /// A line break, a tab or worse.
    Control,
}

impl NicknameError {
    /// A word for scripts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong => "too-long",
            Self::Control => "control-character",
        }
    }

    /// The sentence for the member.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Empty => "nickname-error-empty",
            Self::TooLong => "nickname-error-too-long",
            Self::Control => "nickname-error-control",
        }
    }
}

impl Nickname {
    /// The most characters. The same limit is a constraint of `auth.member`.
    pub const MAX: usize = 40;

    /// Reads what was typed; blanks around it are not part of it.
    pub fn parse(text: &str) -> Result<Self, NicknameError> {
        let text = text.trim();
        if text.chars().all(|c| c.is_whitespace() || is_invisible(c)) {
            return Err(NicknameError::Empty);
        }
        if text.contains(char::is_control) {
            return Err(NicknameError::Control);
        }
        if text.chars().count() > Self::MAX {
            return Err(NicknameError::TooLong);
        }
        Ok(Self(text.to_owned()))
    }

    /// The name.
    pub fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<String, NicknameError> {
        Nickname::parse(text).map(Nickname::into_string)
    }

    #[test]
    fn people_call_themselves_all_sorts_of_things() {
        for name in [
            "张三",
            "<b>王五</b> & 🐼",
            "ليلى \u{202e}💐",
            "x",
            "👩\u{200d}👩\u{200d}👧",
        ] {
            assert_eq!(parse(name).as_deref(), Ok(name));
        }
        assert_eq!(parse(" \u{3000}李 四\t").as_deref(), Ok("李 四"));
        assert_eq!(parse(&"🐼".repeat(40)), Ok("🐼".repeat(40)));
    }

    #[test]
    fn a_name_can_be_seen_and_has_an_end() {
        for nothing in [
            "",
            "   ",
            "\u{3000}",
            "\u{200b}\u{200d}",
            "\u{3164}",
            "\u{202e} \u{feff}",
        ] {
            assert_eq!(parse(nothing), Err(NicknameError::Empty), "{nothing:?}");
        }
        assert_eq!(parse(&"三".repeat(41)), Err(NicknameError::TooLong));
        for control in ["a\nb", "a\0b", "a\u{1b}[31mb", "a\u{85}b"] {
            assert_eq!(parse(control), Err(NicknameError::Control), "{control:?}");
        }
    }
}
