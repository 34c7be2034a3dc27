//! A category's page.

use super::{model::Category, server, trail::Trail};
use crate::{card::grid::CardGrid, page_number::page_number};
use app_kernel::path;
use app_ui::{
    Content,
    error_page::{failed, not_found},
    pagination::Pagination,
    parameter,
    words::{t, t_count},
};
use leptos::prelude::*;

/// The page of a category: everything in it and below it, page by page.
pub(crate) async fn category_page() -> Content {
    let Some(page) = page_number() else {
        return Content::default();
    };
    match server::category(parameter("category"), page).await {
        Ok(Some(category)) => category.content(),
        Ok(None) => not_found(),
        Err(failure) => failed(&failure),
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
