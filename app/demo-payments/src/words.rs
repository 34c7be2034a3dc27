//! What the pages say, in both languages.

use app_kernel::Locale;
use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};

#[derive(Deserialize)]
struct Both {
    zh: String,
    en: String,
}

static WORDS: LazyLock<BTreeMap<String, Both>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../words.json")).expect("words.json is valid"));

/// The words for `key`.
pub(crate) fn words(locale: Locale, key: &str) -> &'static str {
    let Some(both) = WORDS.get(key) else {
        debug_assert!(false, "words.json has no {key}");
        return "";
    };
    match locale {
        Locale::ZhCn => &both.zh,
        Locale::En => &both.en,
    }
}

#[cfg(test)]
mod tests {
    use super::{Locale, WORDS, words};

    #[test]
    fn every_word_is_said_somewhere() {
        let pages = [include_str!("page.rs"), include_str!("answer.rs")].concat();
        for key in WORDS.keys() {
            assert!(pages.contains(&format!("\"{key}\"")), "{key}");
            for locale in Locale::ALL {
                assert!(!words(locale, key).is_empty(), "{key}");
            }
        }
    }
}
