//! The name by which a member logs in.

use app_kernel::{MobileNumber, text::comparable};
use serde::{Deserialize, Serialize};
use unicode_security::{
    GeneralSecurityProfile, RestrictionLevel, RestrictionLevelDetection, confusable_detection::skeleton,
};

/// The name by which a member logs in: 2 to 20 letters, digits, `-`, `_` and `.`, a letter first, in small letters.
///
/// No name can be a phone number or a mail address, and two names that look the same are one ([`look`](Self::look)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserName(String);

/// Why a text is nobody's user name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UserNameError {
    /// The text has fewer than 2 or more than 20 characters.
    Length,
    /// The text has other characters than names have, or begins with another than a letter.
    Characters,
    /// Letters of several scripts, which are there to be taken for others: a Cyrillic `а` in `аdmin`.
    Scripts,
    /// The text can be taken for a phone number.
    LikePhone,
    /// Somebody has this name, or one that looks like it.
    Taken,
}

/// Names that can be taken for the shop's own, one a line. Nobody is told that they are not another member's.
const RESERVED: &str = include_str!("reserved_names.txt");

impl UserNameError {
    /// A word for scripts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::Characters => "characters",
            Self::Scripts => "scripts",
            Self::LikePhone => "like-phone",
            Self::Taken => "taken",
        }
    }

    /// The sentence for the visitor.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Length => "user-name-error-length",
            Self::Characters => "user-name-error-characters",
            Self::Scripts => "user-name-error-scripts",
            Self::LikePhone => "user-name-error-like-phone",
            Self::Taken => "user-name-error-taken",
        }
    }
}

impl UserName {
    /// The fewest characters.
    pub const MIN: usize = 2;
    /// The most characters.
    pub const MAX: usize = 20;

    /// Reads what was typed.
    pub fn parse(typed: &str) -> Result<Self, UserNameError> {
        let name = folded(typed);
        if !(Self::MIN..=Self::MAX).contains(&name.chars().count()) {
            return Err(UserNameError::Length);
        }
        let is_allowed = |c: char| {
            (c.is_alphanumeric() && GeneralSecurityProfile::identifier_allowed(c))
                || matches!(c, '-' | '_' | '.')
        };
        if !name.starts_with(char::is_alphabetic) || !name.chars().all(is_allowed) {
            return Err(UserNameError::Characters);
        }
        if !name.check_restriction_level(RestrictionLevel::HighlyRestrictive) {
            return Err(UserNameError::Scripts);
        }
        let name = Self(name);
        let digits = name.look().replace(['l', 'i'], "1").replace('o', "0");
        if MobileNumber::parse(&digits).is_some() {
            return Err(UserNameError::LikePhone);
        }
        if RESERVED.lines().any(|reserved| look(reserved) == name.look()) {
            return Err(UserNameError::Taken);
        }
        Ok(name)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the name looks like: the same for all names that can be taken for each other (UTS #39, *skeleton*).
    pub fn look(&self) -> String {
        look(&self.0)
    }
}

/// A name as it is stored and compared: in one width and without what nobody sees (`comparable`), in small letters.
pub(crate) fn folded(typed: &str) -> String {
    comparable(&comparable(typed).to_lowercase())
}

/// What `name` looks like, whether or not it could be a name today.
pub(crate) fn look(name: &str) -> String {
    // `0` looks like `O`, which is a small letter in a name.
    let once: String = skeleton(&name.to_lowercase()).collect();
    skeleton(&once.to_lowercase()).collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(typed: &str) -> Result<String, UserNameError> {
        UserName::parse(typed).map(|name| name.as_str().to_owned())
    }

    #[test]
    fn a_name_is_the_same_on_every_keyboard() {
        for (typed, name) in [
            ("zhangsan", "zhangsan"),
            (" ZhangSan ", "zhangsan"),
            ("Ｌｉ_Lei.2026", "li_lei.2026"),
            ("张三", "张三"),
            ("李-lei", "李-lei"),
            ("ひろし", "ひろし"),
            ("zhang\u{200b}san", "zhangsan"),
            ("Élan", "élan"),
            ("e\u{301}lan", "élan"),
            ("Иван", "иван"),
        ] {
            assert_eq!(parse(typed).as_deref(), Ok(name), "{typed:?}");
        }
        assert_eq!(parse(&"字".repeat(20)), Ok("字".repeat(20)));
    }

    #[test]
    fn what_is_no_name_is_told_why() {
        let long = "x".repeat(10_000);
        let too_long = "字".repeat(21);
        for (typed, error) in [
            ("", UserNameError::Length),
            ("a", UserNameError::Length),
            ("\u{200b}\u{202e}", UserNameError::Length),
            (&long, UserNameError::Length),
            (&too_long, UserNameError::Length),
            ("13800000001", UserNameError::Characters),
            ("+8613800000001", UserNameError::Characters),
            ("1zhang", UserNameError::Characters),
            ("li@lei.cn", UserNameError::Characters),
            ("li lei", UserNameError::Characters),
            ("li\0lei", UserNameError::Characters),
            ("li\nlei", UserNameError::Characters),
            ("<b>lilei</b>", UserNameError::Characters),
            ("'; drop table--", UserNameError::Characters),
            ("panda🐼", UserNameError::Characters),
            ("li/lei", UserNameError::Characters),
            // Cyrillic а, Greek ο.
            ("zhangs\u{430}n", UserNameError::Scripts),
            ("w\u{3bf}ng", UserNameError::Scripts),
            ("l38oooooool", UserNameError::LikePhone),
            ("i3800000001", UserNameError::LikePhone),
            ("Admin", UserNameError::Taken),
            ("adrnin", UserNameError::Taken),
            ("r00t", UserNameError::Taken),
            ("管理员", UserNameError::Taken),
        ] {
            assert_eq!(parse(typed), Err(error), "{typed:?}");
        }
    }

    #[test]
    fn names_that_look_the_same_are_one() {
        for (one, other) in [
            ("wangming", "wangrning"),
            ("liu0", "liuo"),
            ("he1lo", "hello"),
            // Cyrillic і.
            ("l\u{456}si", "lisi"),
        ] {
            assert_eq!(look(one), look(other), "{one} {other}");
        }
        assert_ne!(look("zhangsan"), look("zhangshan"));
    }

    /// The index on names that were there before says the same (`auth.plain_look`).
    #[test]
    fn letters_of_ascii_look_as_the_database_says() {
        for c in ('a'..='z').chain('0'..='9').chain(['-', '_', '.']) {
            let plain = match c {
                'm' => "rn".to_owned(),
                '0' => "o".to_owned(),
                '1' => "l".to_owned(),
                other => other.to_string(),
            };
            assert_eq!(look(&c.to_string()), plain, "{c}");
        }
    }
}
