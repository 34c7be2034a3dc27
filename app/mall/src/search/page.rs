//! The page of search results.

use super::{model::Results, server};
use crate::{card::grid::CardGrid, page_number::page_number};
use app_kernel::{Locale, path};
use app_ui::{
    Content, NoIndex,
    error_page::{failed, not_found},
    icon::{Icon, IconName},
    pagination::Pagination,
    visit,
    words::{language, t, t_count, words_in},
};
use leptos::prelude::*;

/// The page of search results, or of advice when there are none.
pub(crate) async fn search_page() -> Content {
    let Some(page) = page_number() else {
        return Content::default();
    };
    let words = visit().search.clone().unwrap_or_default();
    match server::search(words, page).await {
        // No list has an empty page after its first.
        Ok(results) if page != 1 && results.answer.data.cards.is_empty() => not_found(),
        // Endless, and nothing that its products' own pages do not say.
        Ok(results) => Content::default()
            .view(view! { <NoIndex /> })
            .content(results.content()),
        Err(failure) => failed(&failure),
    }
}

/// The title of a page of search results in this language.
pub(super) fn title(locale: Locale, results: &Results) -> String {
    let Results { words, cards, .. } = results;
    if words.is_empty() {
        words_in(locale, "search-empty-title", &[])
    } else if cards.is_empty() {
        words_in(locale, "search-nothing-title", &[("words", words)])
    } else {
        words_in(locale, "search-title", &[("words", words)])
    }
}

/// What everybody sees of a page of search results.
pub(super) fn results(results: Results) -> impl IntoView {
    if results.cards.is_empty() {
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
        cards,
        page,
        total,
    } = results;
    let address = Box::new(move |page| {
        let query = path::query(&[("q", &words), ("page", &format!("{page}"))]);
        format!("{}?{query}", path::SEARCH)
    });
    view! {
        <div class="listing__head">
            <h1>{title}</h1>
            <p>{t_count("listing-total", total)}</p>
        </div>
        <CardGrid cards />
        <Pagination page total address />
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
