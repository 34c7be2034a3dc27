//! The two languages of the mall, and how one is chosen.

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

    /// The first acceptable language of an `Accept-Language` header (RFC 9110 §12.5.4), by weight, then by order.
    ///
    /// Any `zh-*` is answered in simplified Chinese; a browser that accepts neither language gets the default.
    pub fn negotiate(accept_language: &str) -> Self {
        let mut best: Option<(f32, Self)> = None;
        for range in accept_language.split(',') {
            let mut parts = range.split(';').map(str::trim);
            let tag = parts.next().unwrap_or_default().to_ascii_lowercase();
            let weight = parts
                .find_map(|parameter| parameter.strip_prefix("q="))
                .map_or(1.0, |q| q.parse::<f32>().unwrap_or(0.0));
            let locale = match tag.split('-').next() {
                Some("zh") => Self::ZhCn,
                Some("en") => Self::En,
                _ => continue,
            };
            if weight > best.map_or(0.0, |(weight, _)| weight) {
                best = Some((weight, locale));
            }
        }
        best.map_or_else(Self::default, |(_, locale)| locale)
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
    }

    #[test]
    fn a_tag_is_exact() {
        assert_eq!(Locale::from_tag("en"), Some(Locale::En));
        assert_eq!(Locale::from_tag("en-GB"), None);
    }
}
