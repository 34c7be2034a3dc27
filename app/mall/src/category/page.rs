//! A category's page.

use super::{model::Category, server, trail::Trail};
use crate::{
    card::grid::CardGrid,
    page_number::page_number,
    server::{catalogue::Known, page::Page},
};
use app_kernel::path;
use app_ui::{
    Outdated, PageHead,
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
    loaded(server::category(slug, page), move |category| match category {
        Some(category) => shown(&category).into_any(),
        None => view! { <NotFound /> }.into_any(),
    })
    .into_any()
}

fn shown(category: &Known<Page<Category>>) -> impl IntoView + use<> {
    let Page { data, html, .. } = &*category.answer;
    let (slug, name) = data.own_link();
    let title = name.to_owned();
    let description = t_with("category-description", &[("name", name)]);
    let address = path::at_page(&path::category(slug), data.page);
    view! {
        <PageHead title description address />
        <Outdated age=category.outdated />
        {html.clone()}
    }
}

/// What everybody sees of a page of a category.
pub(super) fn listing(category: Category) -> impl IntoView {
    let (slug, name) = category.own_link();
    let (slug, name) = (slug.to_owned(), name.to_owned());
    let nearby = category
        .nearby
        .into_iter()
        .map(|near| {
            let current = (near.slug == slug).then_some("page");
            view! { <li><a class="chip" href=path::category(&near.slug) aria-current=current>{near.name}</a></li> }
        })
        .collect_view();
    let (page, total) = (category.page, category.total);
    let address = Box::new(move |page| path::at_page(&path::category(&slug), page));
    view! {
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
