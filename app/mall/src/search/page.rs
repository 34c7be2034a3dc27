//! The page of search results.

use super::{model::Results, server};
use crate::listing::{address::filters_of_page, view::Listed};
use app_kernel::{Locale, path};
use app_ui::{
    Content, NoIndex,
    error_page::{failed, not_found},
    icon::{Icon, IconName},
    page_number, respond, visit,
    words::{language, t, t_count, t_with, words_in},
};
use leptos::prelude::*;

/// The page of search results, or of advice when there are none.
pub(crate) async fn search_page() -> Content {
    let Some(page) = page_number() else {
        return Content::default();
    };
    let words = visit().search.clone().unwrap_or_default();
    let Some(filters) = filters_of_page(&address(&words)) else {
        return Content::default();
    };
    if filters.price.unreadable.is_some() {
        respond::status(400);
    }
    match server::search(words, filters, page).await {
        // No list has an empty page after its first.
        Ok(results) if page != 1 && results.answer.data.listing.cards.is_empty() => not_found(),
        // Endless, and nothing that its products' own pages do not say.
        Ok(results) => Content::default()
            .view(view! { <NoIndex /> })
            .content(results.content()),
        Err(failure) => failed(&failure),
    }
}

/// The address of the results for these words, without filters.
fn address(words: &str) -> String {
    format!("{}?{}", path::SEARCH, path::query(&[("q", words)]))
}

/// The title of a page of search results in this language.
pub(super) fn title(locale: Locale, results: &Results) -> String {
    let words = &results.words;
    if words.is_empty() {
        words_in(locale, "search-empty-title", &[])
    } else if results.is_nothing() {
        words_in(locale, "search-nothing-title", &[("words", words)])
    } else {
        let words = results.corrected.as_ref().unwrap_or(words);
        words_in(locale, "search-title", &[("words", words)])
    }
}

impl Results {
    /// Whether nothing is found, whatever the filters.
    fn is_nothing(&self) -> bool {
        self.listing.total == 0 && !self.listing.filters.narrows()
    }
}

/// What everybody sees of a page of search results.
pub(super) fn results(results: Results) -> impl IntoView {
    if results.is_nothing() {
        view! { <Nothing results /> }.into_any()
    } else {
        view! { <Found results /> }.into_any()
    }
}

#[component]
fn Found(results: Results) -> impl IntoView {
    let title = title(language(), &results);
    let Results {
        words,
        corrected,
        found_by,
        listing,
    } = results;
    let address = address(corrected.as_ref().unwrap_or(&words));
    let note = corrected.map(|_| {
        let text = t_with("search-corrected", &[("words", &words)]);
        view! { <p class="listing__note" role="status">{text}</p> }
    });
    view! {
        <div class="listing__head">
            <h1>{title}</h1>
            <p>{t_count("listing-total", listing.total)}</p>
        </div>
        {note}
        <Listed listing address words=found_by />
    }
}

#[component]
fn Nothing(results: Results) -> impl IntoView {
    let text = if results.words.is_empty() {
        t("search-empty-text")
    } else {
        t("search-nothing-text")
    };
    view! {
        <section class="notice">
            <Icon name=IconName::Search class="notice__icon" />
            <h1>{title(language(), &results)}</h1>
            <p>{text}</p>
            <p class="notice__actions">
                <a class="button button--primary" href=path::HOME>{t("search-browse")}</a>
            </p>
        </section>
    }
}
