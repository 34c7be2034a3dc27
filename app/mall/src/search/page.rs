//! The page of search results.

use super::{api::find_products, model::Results};
use crate::{card::grid::CardGrid, page_number::page_number};
use app_kernel::path;
use app_ui::{
    NoIndex, PageTitle,
    error_page::NotFound,
    icon::{Icon, IconName},
    loaded::loaded,
    pagination::Pagination,
    visit,
    words::{t, t_count, t_with},
};
use leptos::prelude::*;

/// The page of search results, or of advice when there are none.
#[component]
pub fn SearchPage() -> impl IntoView {
    let Some(page) = page_number() else {
        return ().into_any();
    };
    let words = visit().search.clone().unwrap_or_default();
    let data = find_products(words, page);
    // Endless, and nothing that its products' own pages do not say.
    let head = view! { <NoIndex /> };
    let body = loaded(data, move |results: Results| {
        if !results.cards.is_empty() {
            view! { <Found results page /> }.into_any()
        } else if page == 1 {
            view! { <Nothing words=results.words /> }.into_any()
        } else {
            view! { <NotFound /> }.into_any()
        }
    });
    view! { {head} {body} }.into_any()
}

#[component]
fn Found(results: Results, page: i64) -> impl IntoView {
    let Results { words, cards, total } = results;
    let title = t_with("search-title", &[("words", &words)]);
    let address = Box::new(move |page| {
        let query = path::query(&[("q", &words), ("page", &format!("{page}"))]);
        format!("{}?{query}", path::SEARCH)
    });
    view! {
        <PageTitle text=title.clone() />
        <div class="listing__head">
            <h1>{title}</h1>
            <p>{t_count("listing-total", total)}</p>
        </div>
        <CardGrid cards />
        <Pagination page total address />
    }
}

#[component]
fn Nothing(words: String) -> impl IntoView {
    let (title, text) = if words.is_empty() {
        (t("search-empty-title"), t("search-empty-text"))
    } else {
        (
            t_with("search-nothing-title", &[("words", &words)]),
            t("search-nothing-text"),
        )
    };
    view! {
        <PageTitle text=title.clone() />
        <section class="notice">
            <Icon name=IconName::Search class="notice__icon" />
            <h1>{title}</h1>
            <p>{text}</p>
            <p class="notice__actions">
                <a class="button button--primary" href=path::HOME>{t("search-browse")}</a>
            </p>
        </section>
    }
}
