//! The parts of the layout that are the same on every page of a process.

use crate::{html::Html, public_fragment::PublicFragment};
use app_kernel::{Locale, Theme};
use leptos::prelude::IntoView;
use std::sync::OnceLock;

/// The parts of the layout that are the same on every page of a process, each rendered when it is first shown.
#[derive(Clone, Debug, Default)]
pub struct LayoutFragments {
    /// What is in every document's head.
    pub(super) head: OnceLock<PublicFragment>,
    /// Brand and search field of a page without search results.
    pub(super) masthead: PerLocale,
    /// The promises of the shop.
    pub(super) promises: PerLocale,
    /// What the strip says before the session.
    pub(super) process: PerLocale,
    /// What the strip says after the session.
    pub(super) store: PerLocale,
    /// The buttons to choose the language.
    pub(super) languages: PerLocale,
    themes: [PerLocale; Theme::ALL.len()],
}

impl LayoutFragments {
    /// The buttons to choose the theme, when this one is chosen.
    pub(super) fn themes(&self, chosen: Theme) -> &PerLocale {
        let index = Theme::ALL.iter().position(|theme| *theme == chosen);
        &self.themes[index.unwrap_or_default()]
    }
}

/// A fragment in each language.
#[derive(Clone, Debug, Default)]
pub(super) struct PerLocale([OnceLock<PublicFragment>; Locale::ALL.len()]);

impl PerLocale {
    /// The fragment in this language. It is rendered once, so it must be the same whenever it is asked for.
    pub(super) fn get<T, V: IntoView>(
        &self,
        locale: Locale,
        data: impl FnOnce() -> T,
        view: fn(T) -> V,
    ) -> Html {
        let index = Locale::ALL.iter().position(|known| *known == locale);
        self.0[index.unwrap_or_default()]
            .get_or_init(|| PublicFragment::render(locale, data(), view))
            .html()
    }
}
