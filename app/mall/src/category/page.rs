//! A category's page.

use super::{model::Category, server, trail::Trail};
use crate::listing::{address::filters_of_page, model::Filters, view::Listed};
use app_kernel::path;
use app_ui::{
    Content, NoIndex,
    error_page::{failed, not_found},
    page_number, parameter, respond,
    words::{t, t_count},
};
use leptos::prelude::*;

/// The page of a category: everything in it and below it, page by page.
pub(crate) async fn category_page() -> Content {
    let slug = parameter("category");
    let Some(page) = page_number() else {
        return Content::default();
    };
    let Some(filters) = filters_of_page(&path::category(&slug)) else {
        return Content::default();
    };
    if filters.price.unreadable.is_some() {
        respond::status(400);
    }
    // Endless combinations of what the category itself says.
    let is_part = filters != Filters::default();
    match server::category(slug, filters, page).await {
        Ok(Some(category)) => Content::default()
            .view(is_part.then(|| view! { <NoIndex /> }))
            .content(category.content()),
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
    view! {
        <Trail categories=category.trail ends_here=true />
        <div class="listing__head">
            <h1>{name}</h1>
            <p>{t_count("listing-total", category.listing.total)}</p>
        </div>
        <nav aria-label=t("listing-nearby")>
            <ul class="chips">{nearby}</ul>
        </nav>
        <Listed listing=category.listing address=path::category(&slug) words=Vec::new() />
    }
}
