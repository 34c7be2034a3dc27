//! The page of search results.

use super::{model::Results, server};
use crate::{
    card::grid::CardGrid,
    page_number::page_number,
    server::{catalogue::Known, page::Page},
};
use app_kernel::path;
use app_ui::{
    NoIndex, Outdated, PageTitle,
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
    // Endless, and nothing that its products' own pages do not say.
    let head = view! { <NoIndex /> };
    let body = loaded(server::search(words, page), move |results| {
        // No list has an empty page after its first.
        if page != 1 && results.answer.data.cards.is_empty() {
            view! { <NotFound /> }.into_any()
        } else {
            shown(&results).into_any()
        }
    });
    view! { {head} {body} }.into_any()
}

fn shown(results: &Known<Page<Results>>) -> impl IntoView + use<> {
    let Page { data, html, .. } = &*results.answer;
    view! {
        <PageTitle text=title(data) />
        <Outdated age=results.outdated />
        {html.clone()}
    }
}

fn title(results: &Results) -> String {
    let Results { words, cards, .. } = results;
    if words.is_empty() {
        t("search-empty-title")
    } else if cards.is_empty() {
        t_with("search-nothing-title", &[("words", words)])
    } else {
        t_with("search-title", &[("words", words)])
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
    let title = title(&results);
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
            <h1>{title(&results)}</h1>
            <p>{text}</p>
            <p class="notice__actions">
                <a class="button button--primary" href=path::HOME>{t("search-browse")}</a>
            </p>
        </section>
    }
}
