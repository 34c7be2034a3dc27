//! The pages of this domain, as a group of routes that any application can mount.

use crate::{
    category::page::CategoryPage, home::page::HomePage, product::page::ProductPage, search::page::SearchPage,
};
use leptos::prelude::*;
use leptos_router::{
    MatchNestedRoutes, SsrMode, any_nested_route::IntoAnyNestedRoute, components::Route, path,
};

/// The routes of the shop: front page, categories, products, search.
#[component(transparent)]
pub fn MallRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/") view=HomePage ssr=SsrMode::Async />
        <Route path=path!("/c/:category") view=CategoryPage ssr=SsrMode::Async />
        <Route path=path!("/p/:sku") view=ProductPage ssr=SsrMode::Async />
        <Route path=path!("/search") view=SearchPage ssr=SsrMode::Async />
    }
    .into_inner()
    .into_any_nested_route()
}
