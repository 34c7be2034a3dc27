//! The document, and which page is shown at which address.

use std::sync::Arc;

use axum::http::request::Parts;
use leptos::prelude::*;
use leptos_meta::{Link, Meta, MetaTags, Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    hooks::use_query_map,
    path,
};
use peer_shop::{Query, SITE, catalogue::Head};

use crate::{
    front::FrontPage,
    layout::{Footer, Masthead, Missing, UtilityBar},
    listing::{CategoryPage, SearchPage},
    product::ProductPage,
};

/// Scheme, host and port of the shop, as pages name them.
#[derive(Debug, Clone)]
pub struct Origin(pub Arc<str>);

/// The origin of the shop.
pub fn origin() -> Arc<str> {
    expect_context::<Origin>().0
}

/// The path and query that were asked for.
pub fn target() -> String {
    let asked = use_context::<Parts>().and_then(|parts| Some(parts.uri.path_and_query()?.to_string()));
    asked.unwrap_or_else(|| "/".to_owned())
}

/// What was asked for behind the question mark.
pub fn query() -> Query {
    use_query_map().with_untracked(|query| Query::new(query.get("page"), query.get("q")))
}

/// The document around the app.
pub fn shell(_: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="zh-CN">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link id="style" rel="stylesheet" href="/pkg/cfmall.css" />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// The app: the frame, and the page within.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <a href="#content" class="skip-link">
                "跳到正文"
            </a>
            <UtilityBar />
            <Masthead />
            <main id="content" tabindex="-1">
                <Routes fallback=Missing>
                    <Route path=path!("/") view=FrontPage ssr=SsrMode::Async />
                    <Route path=path!("/c/:slug") view=CategoryPage ssr=SsrMode::Async />
                    <Route path=path!("/p/:sku") view=ProductPage ssr=SsrMode::Async />
                    <Route path=path!("/search") view=SearchPage ssr=SsrMode::Async />
                </Routes>
            </main>
            <Footer />
        </Router>
    }
}

/// What a page says of itself in the document's head.
#[component]
pub fn About(head: Head) -> impl IntoView {
    let address = head.address.map(|address| {
        let address = format!("{}{address}", origin());
        view! {
            <Link href=address.clone() rel="canonical" />
            <Meta name="description" content=head.description.to_string() />
            <Meta property="og:type" content="website" />
            <Meta property="og:site_name" content=SITE />
            <Meta property="og:title" content=head.title.to_string() />
            <Meta property="og:description" content=head.description.to_string() />
            <Meta property="og:url" content=address />
            <Meta property="og:locale" content="zh_CN" />
        }
    });
    view! {
        {address}
        {head.noindex.then(|| view! { <Meta name="robots" content="noindex, follow" /> })}
        <Title text=head.title.to_string() />
    }
}
