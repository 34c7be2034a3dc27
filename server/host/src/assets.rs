//! Built files: style, script, icon. Mounted outside the session.

use crate::{metrics::FILES, portraits};
use app_kernel::{Links, path};
use app_part::Endpoint;
use axum::{
    Router,
    body::Body,
    extract::{OriginalUri, Request, State},
    http::{HeaderValue, Method, StatusCode, header::CACHE_CONTROL},
    middleware::{Next, from_fn},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use leptos::prelude::LeptosOptions;
use std::path::Path;
use tower::{ServiceBuilder, ServiceExt};
use tower_http::{
    services::{ServeDir, ServeFile},
    set_header::SetResponseHeaderLayer,
};

/// A file whose name contains a hash of its content never changes.
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// A file with a fixed name is asked for again each time; its `ETag` makes that cheap.
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");

/// Addresses that are asked for because everybody has them: the icon's old name, the rules for robots (RFC 9309), and where a
/// password manager asks for the page that changes the password (W3C, A Well-Known URL for Changing Passwords). And the pictures of members.
pub(crate) fn well_known(links: &Links) -> Vec<Endpoint> {
    let change = format!("{}#password-section", links.auth(path::ACCOUNT));
    let change = move || {
        let page = change.clone();
        async move { Redirect::temporary(&page) }
    };
    let rules = format!("{ROBOTS}\nSitemap: {}\n", links.mall(path::SITEMAP));
    let robots = move || {
        let rules = rules.clone();
        async move { ([(CACHE_CONTROL, "public, max-age=3600")], rules) }
    };
    vec![
        (Method::GET, "/robots.txt", get(robots)),
        (
            Method::GET,
            "/favicon.ico",
            get(async || Redirect::permanent("/favicon.svg")),
        ),
        (Method::GET, "/.well-known/change-password", get(change)),
        portraits::endpoint(),
    ]
}

const ROBOTS: &str = "User-agent: *\nAllow: /\nDisallow: /api/\nDisallow: /account\nDisallow: /login\n";

/// The files in `public/` that have an address of their own.
pub(crate) const PUBLIC: [&str; 2] = ["/favicon.svg", "/welcome.svg"];

/// `/pkg/…` and the public files, precompressed where the build has done so.
pub(crate) fn router(options: &LeptosOptions) -> Router {
    let site = Path::new(&*options.site_root);
    let pkg = ServeDir::new(site.join(&*options.site_pkg_dir))
        .precompressed_br()
        .precompressed_gzip();
    let caching = if options.hash_files { IMMUTABLE } else { REVALIDATE };
    let cached = ServiceBuilder::new()
        .map_response(|mut response: Response<_>| {
            response.extensions_mut().insert(FILES);
            response
        })
        .layer(from_fn(refuse_long_names))
        .layer(SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, caching))
        .service(pkg);
    let router = Router::new().nest_service(&format!("/{}", options.site_pkg_dir), cached);
    PUBLIC.into_iter().fold(router, |router, file| {
        router.route_service(file, ServeFile::new(site.join(file.trim_start_matches('/'))))
    })
}

/// Middleware around what is outside of the session: a file that is not there is answered by `pages`, with the page that says so. Who does
/// not read asks for no file.
pub(crate) async fn or_error_page(
    State(pages): State<Router>,
    OriginalUri(address): OriginalUri,
    request: Request,
    next: Next,
) -> Response {
    if !request.method().is_safe() {
        return next.run(request).await;
    }
    let mut again = Request::new(Body::empty());
    *again.method_mut() = request.method().clone();
    *again.headers_mut() = request.headers().clone();
    *again.extensions_mut() = request.extensions().clone();
    *again.uri_mut() = address;
    let response = next.run(request).await;
    if response.status() != StatusCode::NOT_FOUND {
        return response;
    }
    pages.oneshot(again).await.unwrap_or_else(|never| match never {})
}

/// No file system has longer names; asked for one, it fails, and `ServeDir` would answer 500.
const NAME_LENGTH: usize = 255;

async fn refuse_long_names(request: Request, next: Next) -> Response {
    if request
        .uri()
        .path()
        .split('/')
        .any(|name| name.len() > NAME_LENGTH)
    {
        return StatusCode::NOT_FOUND.into_response();
    }
    next.run(request).await
}
