//! The two languages of the mall, and how one is chosen.

use crate::accept::{Weight, weighted};
use serde::{Deserialize, Serialize};

/// A language of the mall.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Locale {
    /// Simplified Chinese: the mall's own language and the default.
    #[default]
    #[serde(rename = "zh-CN")]
    ZhCn,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl Locale {
    /// Every language, in the order the switch shows them.
    pub const ALL: [Self; 2] = [Self::ZhCn, Self::En];
    /// The cookie that remembers the visitor's choice; addresses stay the same in every language.
    pub const COOKIE: &str = "cfmall-locale";

    /// The BCP 47 tag, as used in `<html lang>`, in the cookie and in folder names.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::ZhCn => "zh-CN",
            Self::En => "en",
        }
    }

    /// The language with exactly this tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|locale| locale.tag() == tag)
    }

    /// The best language for an `Accept-Language` header (RFC 9110 §12.5.4): by weight, then by order.
    ///
    /// Any `zh-*` is answered in simplified Chinese. `*` is about those that are not named. A browser that accepts neither language
    /// gets the default, unless that is the one it refuses.
    pub fn negotiate(accept_language: &str) -> Self {
        let mut named = [None; Self::ALL.len()];
        let mut any = None;
        for (place, (range, weight)) in weighted(accept_language).enumerate() {
            let language = range.split('-').next().unwrap_or_default();
            let heavier = |known: Option<(Weight, usize)>| known.is_none_or(|(known, _)| weight > known);
            let slot = match Self::ALL.iter().position(|locale| locale.speaks(language)) {
                Some(locale) => &mut named[locale],
                None if range == "*" => &mut any,
                None => continue,
            };
            if heavier(*slot) {
                *slot = Some((weight, place));
            }
        }
        let rank = |locale: Option<(Weight, usize)>| locale.or(any);
        let best = Self::ALL.into_iter().zip(named).reduce(|best, other| {
            match (rank(best.1), rank(other.1)) {
                // What is not named is better than what is refused.
                (Some((0, _)), None) => other,
                (None, Some((weight, _))) if weight > 0 => other,
                (Some((one, _)), Some((two, _))) if two > one => other,
                (Some((one, first)), Some((two, second))) if two == one && one > 0 && second < first => other,
                _ => best,
            }
        });
        best.map_or_else(Self::default, |(locale, _)| locale)
    }

    fn speaks(self, language: &str) -> bool {
        let ours = self.tag().split('-').next().unwrap_or_default();
        language.eq_ignore_ascii_case(ours)
    }
}

#[cfg(test)]
mod tests {
    use super::Locale;

    #[test]
    fn the_heaviest_known_language_wins() {
        assert_eq!(Locale::negotiate("en-GB,en;q=0.9,zh;q=0.8"), Locale::En);
        assert_eq!(Locale::negotiate("zh;q=0.5, en;q=0.9"), Locale::En);
        assert_eq!(Locale::negotiate("zh-TW,en;q=0.2"), Locale::ZhCn);
        assert_eq!(Locale::negotiate("de, fr;q=0.5"), Locale::ZhCn);
        assert_eq!(Locale::negotiate("en;q=0"), Locale::ZhCn);
        assert_eq!(Locale::negotiate(""), Locale::ZhCn);
        assert_eq!(Locale::negotiate("en;q=banana,;;,"), Locale::ZhCn);
        assert_eq!(Locale::negotiate("en, zh"), Locale::En);
        assert_eq!(Locale::negotiate("en;q=0.5, zh-Hans;q=0.5"), Locale::En);
    }

    #[test]
    fn a_star_is_about_the_others() {
        for (header, locale) in [
            ("*", Locale::ZhCn),
            ("zh;q=0, *", Locale::En),
            ("zh;q=0", Locale::En),
            ("*;q=0", Locale::ZhCn),
            ("en;q=0.2, *", Locale::ZhCn),
            ("fr, *;q=0.1", Locale::ZhCn),
            ("zh;q=0.1, *;q=0.5", Locale::En),
            ("en;q=inf, zh;q=0.1", Locale::ZhCn),
        ] {
            assert_eq!(Locale::negotiate(header), locale, "{header}");
        }
    }

    #[test]
    fn a_tag_is_exact() {
        assert_eq!(Locale::from_tag("en"), Some(Locale::En));
        assert_eq!(Locale::from_tag("en-GB"), None);
    }
}
