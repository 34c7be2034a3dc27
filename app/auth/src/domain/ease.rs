//! How easily a password is guessed.

use serde::{Deserialize, Serialize};
use zxcvbn::{Score, feedback::Warning, zxcvbn};

/// Why a password can be guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ease {
    /// The password is among those that most people choose, or hardly differs from one.
    Common,
    /// The password consists of what the account is called, or the shop.
    OwnWords,
    /// Keys that lie beside each other.
    Keys,
    /// One letter or group of letters again and again.
    Repeated,
    /// Letters or digits in their order.
    Ordered,
    /// A day or a year.
    Date,
    /// A word or a name.
    Word,
    /// Too little of anything.
    Little,
}

/// What everybody thinks of who chooses a password here (ASVS 5.0 6.1.2), besides what is in the library's lists; one a line.
const SHOP_WORDS: &str = include_str!("shop_words.txt");

/// The characters that a password needs besides what the account is called.
const BESIDES: usize = 5;

impl Ease {
    /// A word for scripts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Common => "common",
            Self::OwnWords => "own-words",
            Self::Keys => "keys",
            Self::Repeated => "repeated",
            Self::Ordered => "ordered",
            Self::Date => "date",
            Self::Word => "word",
            Self::Little => "little",
        }
    }

    /// The sentence for the visitor.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Common => "password-error-common",
            Self::OwnWords => "password-error-own-words",
            Self::Keys => "password-error-keys",
            Self::Repeated => "password-error-repeated",
            Self::Ordered => "password-error-ordered",
            Self::Date => "password-error-date",
            Self::Word => "password-error-word",
            Self::Little => "password-error-little",
        }
    }
}

/// Why `password` can be guessed; nothing if it takes more than a million attempts (zxcvbn's score 2), which are not to be had
/// online: the pauses between attempts see to that. The library's list has the 30,000 most common passwords, 11,611 of them with eight
/// characters and more (6.2.4), and every one takes fewer.
pub(crate) fn ease(password: &str, own_words: &[String]) -> Option<Ease> {
    if consists_of(password, own_words) {
        return Some(Ease::OwnWords);
    }
    let words: Vec<&str> = own_words
        .iter()
        .map(String::as_str)
        .chain(SHOP_WORDS.lines())
        .collect();
    let guessed = zxcvbn(password, &words);
    if guessed.score() >= Score::Two {
        return None;
    }
    let warning = guessed.feedback().and_then(zxcvbn::feedback::Feedback::warning);
    Some(warning.map_or(Ease::Little, because))
}

/// Whether hardly anything is left of `password` without what the account and the shop are called.
fn consists_of(password: &str, own_words: &[String]) -> bool {
    let mut rest = password.to_lowercase();
    let whole = rest.chars().count();
    let mut words: Vec<String> = own_words
        .iter()
        .map(|word| word.to_lowercase())
        .chain(SHOP_WORDS.lines().map(str::to_owned))
        .filter(|word| word.chars().count() > 1)
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    for word in words {
        rest = rest.replace(&word, "");
    }
    let left = rest.chars().count();
    left < whole && left < BESIDES
}

const fn because(warning: Warning) -> Ease {
    match warning {
        Warning::ThisIsATop10Password
        | Warning::ThisIsATop100Password
        | Warning::ThisIsACommonPassword
        | Warning::ThisIsSimilarToACommonlyUsedPassword => Ease::Common,
        Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess => {
            Ease::Keys
        }
        Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => {
            Ease::Repeated
        }
        Warning::SequencesLikeAbcAreEasyToGuess => Ease::Ordered,
        Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => Ease::Date,
        Warning::AWordByItselfIsEasyToGuess
        | Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
        | Warning::CommonNamesAndSurnamesAreEasyToGuess => Ease::Word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(password: &str) -> Option<Ease> {
        ease(
            password,
            &["lilei".to_owned(), "13800000001".to_owned(), "李雷".to_owned()],
        )
    }

    #[test]
    fn what_many_choose_is_refused_and_told_why() {
        for (password, why) in [
            ("password", Ease::Common),
            ("iloveyou", Ease::Common),
            ("Password", Ease::Common),
            ("p4ssw0rd", Ease::Common),
            ("1qaz2wsx", Ease::Common),
            // The 3,000th of those with eight characters.
            ("carefree", Ease::Common),
            ("aaaaaaaaaaaa", Ease::Repeated),
            ("abcabcabcabc", Ease::Repeated),
            ("abcdefghijkl", Ease::Ordered),
            ("lilei123", Ease::OwnWords),
            ("LiLei-13800000001", Ease::OwnWords),
            ("李雷李雷李雷李雷", Ease::OwnWords),
            ("cfmall2026", Ease::OwnWords),
            ("woaini5201314", Ease::OwnWords),
        ] {
            let found = of(password);
            assert!(found.is_some(), "{password}");
            if why == Ease::OwnWords || why == Ease::Common {
                assert_eq!(found, Some(why), "{password}");
            }
        }
    }

    #[test]
    fn what_nobody_thinks_of_is_taken() {
        for password in [
            "一个全新的密码 🗝",
            "correct horse battery",
            "man\u{303}ana 2026 咖啡",
            "Tümpel-Zebra",
            "lilei likes noodles",
        ] {
            assert_eq!(of(password), None, "{password}");
        }
    }
}
