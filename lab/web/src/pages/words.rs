//! Words in the visitor's language. Both languages stand side by side in the code, so that neither can be missing.

use app_kernel::Locale;
use diagnosis::{Text, Words};
use leptos::prelude::use_context;

/// Both languages of a text that is known when this is compiled.
pub const fn w(zh: &'static str, en: &'static str) -> Words {
    Words { zh, en }
}

/// The language of the page that is being made.
///
/// # Panics
/// Outside of a page.
pub fn language() -> Locale {
    use_context().expect("every page is made in a language")
}

/// The Chinese or the English words, as the page is.
pub fn t(zh: &'static str, en: &'static str) -> &'static str {
    say(w(zh, en))
}

/// These words in the language of the page.
pub fn say(words: Words) -> &'static str {
    match language() {
        Locale::ZhCn => words.zh,
        Locale::En => words.en,
    }
}

/// This text in the language of the page.
pub fn text(text: &Text) -> String {
    match language() {
        Locale::ZhCn => text.zh.clone(),
        Locale::En => text.en.clone(),
    }
}
