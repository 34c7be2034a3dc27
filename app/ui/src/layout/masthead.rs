//! The masthead: name of the mall, search field, and the way to the cart.

use super::cart_link::CartLink;
use crate::{
    SearchField, SearchWords, Visit,
    icon::{Icon, IconName},
    visit,
    words::t,
};
use app_kernel::path;
use leptos::prelude::*;

/// Translation keys of the popular searches offered below the search field.
const HOT_WORDS: [&str; 4] = ["hot-word-1", "hot-word-2", "hot-word-3", "hot-word-4"];

/// The masthead with the name of the mall, the search field and the cart. On the auth service too, where a search leads to the
/// mall.
#[component]
pub fn Masthead() -> impl IntoView {
    let visit = visit();
    let data = || MastheadData {
        home: visit.links().mall(path::HOME),
        search: visit.links().mall(path::SEARCH),
        query: visit.search.clone(),
        suggest: suggest(&visit),
    };
    let same_for_all = match visit.search {
        None => visit
            .site
            .fragments
            .masthead
            .get(visit.locale, data, brand_and_search)
            .into_any(),
        Some(_) => brand_and_search(data()).into_any(),
    };
    view! {
        <header class="masthead">
            <div class="masthead__inner">
                {same_for_all}
                <CartLink />
            </div>
        </header>
    }
}

/// What the masthead shows.
struct MastheadData {
    home: String,
    search: String,
    /// The words that were searched for.
    query: Option<String>,
    /// Where suggestions are asked for.
    suggest: Option<String>,
}

/// Where suggestions are asked for while somebody types a search: on the service that has the shop, since others would have to ask
/// across origins.
pub(super) fn suggest(visit: &Visit) -> Option<String> {
    is_mall(visit).then(|| path::SUGGEST_API.to_owned())
}

/// Whether the page is on the origin of the shop.
pub(super) fn is_mall(visit: &Visit) -> bool {
    visit.links().mall == visit.site.origin
}

fn brand_and_search(
    MastheadData {
        home,
        search,
        query,
        suggest,
    }: MastheadData,
) -> impl IntoView {
    let hot = HOT_WORDS.map(|key| {
        let word = t(key);
        let results = format!("{search}?{}", path::query(&[("q", &word)]));
        view! { <a href=results>{word}</a> }
    });
    let words = SearchWords {
        label: t("search-label"),
        placeholder: t("search-placeholder"),
        suggestions: t("search-suggestions"),
    };
    view! {
        <a class="brand" href=home>
            <span class="brand__seal" aria-hidden="true">"谷"</span>
            <span class="brand__name">{t("site-name")}</span>
        </a>
        <form class="search" role="search" method="get" action=search.clone()>
            <SearchField query suggest words />
            <button class="search__button" type="submit">
                <Icon name=IconName::Search />
                <span>{t("search-button")}</span>
            </button>
            <p class="search__hot">{hot}</p>
        </form>
    }
}
