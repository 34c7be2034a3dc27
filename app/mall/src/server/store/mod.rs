//! The SQL of schema `mall`.

mod cards;
mod categories;
mod products;

pub(super) use cards::{cards_below, cards_named, floors, picks};
pub(super) use categories::{menu, nearby, place, place_of};
pub(super) use products::{product_of, variants};

use app_kernel::Locale;

/// The name in the visitor's language.
fn pick(locale: Locale, zh: String, en: String) -> String {
    match locale {
        Locale::ZhCn => zh,
        Locale::En => en,
    }
}
