//! A category's page.

use super::{api::load_category, model::Category, trail::Trail};
use crate::{card::grid::CardGrid, page_number::page_number};
use app_kernel::path;
use app_ui::{
    PageHead,
    error_page::NotFound,
    loaded::loaded,
    pagination::Pagination,
    words::{t, t_count, t_with},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page of a category: everything in it and below it, page by page.
#[component]
pub fn CategoryPage() -> impl IntoView {
    let slug = use_params_map()
        .read_untracked()
        .get("category")
        .unwrap_or_default();
    let Some(page) = page_number() else {
        return ().into_any();
    };
    let data = load_category(slug, page);
    loaded(data, move |category: Option<Category>| match category {
        Some(category) => view! { <Listing category page /> }.into_any(),
        None => view! { <NotFound /> }.into_any(),
    })
    .into_any()
}

#[component]
fn Listing(category: Category, page: i64) -> impl IntoView {
    let here = category.trail.last().cloned();
    let (slug, name) = here.map(|here| (here.slug, here.name)).unwrap_or_default();
    let nearby = category
        .nearby
        .into_iter()
        .map(|near| {
            let current = (near.slug == slug).then_some("page");
            view! { <li><a class="chip" href=path::category(&near.slug) aria-current=current>{near.name}</a></li> }
        })
        .collect_view();
    let total = category.total;
    let title = name.clone();
    let description = t_with("category-description", &[("name", &name)]);
    let own_address = path::at_page(&path::category(&slug), page);
    let address = Box::new(move |page| path::at_page(&path::category(&slug), page));
    view! {
        <PageHead title description address=own_address />
        <Trail categories=category.trail ends_here=true />
        <div class="listing__head">
            <h1>{name}</h1>
            <p>{t_count("listing-total", total)}</p>
        </div>
        <nav aria-label=t("listing-nearby")>
            <ul class="chips">{nearby}</ul>
        </nav>
        <CardGrid cards=category.cards />
        <Pagination page total address />
    }
}
