//! Texts in both languages, as the catalogue holds them.

use app_kernel::Locale;
use serde::{Deserialize, Serialize};

/// A text in both languages; as JSON in the columns `mall.product.options` and `mall.sku.choice`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bilingual {
    /// The text in simplified Chinese.
    pub zh: String,
    /// The text in English.
    pub en: String,
}

impl Bilingual {
    /// The text in the language of `locale`.
    pub fn in_language(&self, locale: Locale) -> &str {
        match locale {
            Locale::ZhCn => &self.zh,
            Locale::En => &self.en,
        }
    }

    /// The text in the language of `locale`, without a copy.
    pub fn into_language(self, locale: Locale) -> String {
        in_language(locale, self.zh, self.en)
    }
}

/// Of two columns, the one in the language of `locale`.
pub fn in_language<T>(locale: Locale, zh: T, en: T) -> T {
    match locale {
        Locale::ZhCn => zh,
        Locale::En => en,
    }
}
