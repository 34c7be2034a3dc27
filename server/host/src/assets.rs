//! Built files: style, script, icon. Mounted outside the session.

use app_kernel::{Links, path};
use app_part::Endpoint;
use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header::CACHE_CONTROL},
    middleware::{Next, from_fn},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use leptos::prelude::LeptosOptions;
use std::path::Path;
use tower::ServiceBuilder;
use tower_http::{
    services::{ServeDir, ServeFile},
    set_header::SetResponseHeaderLayer,
};

/// A file whose name contains a hash of its content never changes.
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// A file with a fixed name is asked for again each time; its `ETag` makes that cheap.
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");

/// Addresses that browsers try by themselves: the icon's old name, and where a password manager asks for the page that changes
/// the password (W3C, A Well-Known URL for Changing Passwords).
pub(crate) fn well_known(links: &Links) -> Vec<Endpoint> {
    let change = format!("{}#password-section", links.auth(path::ACCOUNT));
    let change = move || {
        let page = change.clone();
        async move { Redirect::temporary(&page) }
    };
    vec![
        (
            Method::GET,
            "/favicon.ico",
            get(async || Redirect::permanent("/favicon.svg")),
        ),
        (Method::GET, "/.well-known/change-password", get(change)),
    ]
}

/// The files in `public/` that have an address of their own.
pub(crate) const PUBLIC: [&str; 3] = ["/favicon.svg", "/robots.txt", "/welcome.svg"];

/// `/pkg/…` and the public files, precompressed where the build has done so.
pub(crate) fn router(options: &LeptosOptions) -> Router {
    let site = Path::new(&*options.site_root);
    let pkg = ServeDir::new(site.join(&*options.site_pkg_dir))
        .precompressed_br()
        .precompressed_gzip();
    let caching = if options.hash_files { IMMUTABLE } else { REVALIDATE };
    let cached = ServiceBuilder::new()
        .layer(from_fn(refuse_long_names))
        .layer(SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, caching))
        .service(pkg);
    let router = Router::new().nest_service(&format!("/{}", options.site_pkg_dir), cached);
    PUBLIC.into_iter().fold(router, |router, file| {
        router.route_service(file, ServeFile::new(site.join(file.trim_start_matches('/'))))
    })
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
