//! Everything a process answers, put together.

use crate::{
    Host, assets,
    canonical::{self, Canonical},
    health, layers,
    page::Pages,
    preferences, session_store,
};
use app_kernel::path;
use app_part::{Endpoint, Page, Part, Site};
use app_session::{Sessions, viewer_endpoint};
use app_ui::Params;
use axum::{
    Router,
    extract::{RawPathParams, Request, State, rejection::RawPathParamsRejection},
    http::{StatusCode, request::Parts},
    middleware::{Next, from_fn_with_state},
    response::IntoResponse,
    routing::{MethodFilter, MethodRouter, get, on},
};
use leptos::{prelude::*, server_fn::axum::server_fn_paths};
use leptos_axum::handle_server_fns_with_context;
use std::sync::Arc;
use tower::ServiceExt;

/// The router of `part` on `host`, with every layer, the session stack `sessions` among them.
///
/// # Panics
/// If a server function has a method that is not of HTTP, which leptos has none of.
pub fn router(host: &Host, part: Part, options: &LeptosOptions, sessions: &Sessions) -> Router {
    let config = host.config();
    let pages = Pages::new(options, part.contexts);
    let probes = if config.probe {
        session_store::probe(sessions)
    } else {
        Vec::new()
    };
    let personal = part.pages.iter().fold(Router::new(), |router, page| {
        router.route(page.path, self::page(&pages, *page))
    });
    let personal = server_fn_paths().fold(personal, |router, (path, method)| {
        let filter = MethodFilter::try_from(method).expect("a method of HTTP");
        router.route(path, server_function(&pages, filter))
    });
    let personal = mount(mount(personal, part.endpoints), probes)
        .merge(mount(
            Router::new(),
            vec![preferences::endpoint(&config.session, config.origin().is_https())],
        ))
        .route(path::VIEWER_API, get(viewer_endpoint))
        .fallback(async || StatusCode::NOT_FOUND);
    let personal = layers::personal(personal, host, &pages, sessions, &part.sites);

    // What is missing among the files is missing like any other page.
    let or_page = from_fn_with_state(personal.clone(), assets::or_error_page);
    let impersonal = mount(
        mount(assets::router(options), assets::well_known(&config.links)),
        health::endpoints(host),
    )
    .merge(layers::limited(mount(Router::new(), part.assets)))
    .route_layer(or_page);
    let ours = layers::every(impersonal.fallback_service(personal), host, config.origin());
    beside(ours, host, part.sites)
}

/// The same, with what is served at origins of their own: by the host that a request names.
fn beside(ours: Router, host: &Host, sites: Vec<Site>) -> Router {
    sites.into_iter().fold(ours, |ours, site| {
        let canonical = Canonical::new(host.config(), &site.origin);
        let router = layers::site(site.router, host, &site.origin);
        let by_host = async move |State((canonical, router)): State<(Arc<Canonical>, Router)>,
                                  request: Request,
                                  next: Next| {
            if canonical::is_for(&canonical, &request) {
                router.oneshot(request).await.into_response()
            } else {
                next.run(request).await
            }
        };
        // Around the router as a whole, or what has no route here would not be seen.
        Router::new()
            .fallback_service(ours)
            .layer(from_fn_with_state((canonical, router), by_host))
    })
}

/// What answers at the path of a page. An address that is not UTF-8 is that of no page.
fn page(pages: &Pages, page: Page) -> MethodRouter {
    let pages = pages.clone();
    get(
        async move |params: Result<RawPathParams, RawPathParamsRejection>, request: Request| match params {
            Ok(params) => {
                let params = params
                    .iter()
                    .map(|(name, value)| (name.to_owned(), value.to_owned()));
                let (parts, _) = request.into_parts();
                pages.render(parts, Params(params.collect()), page.content).await
            }
            Err(_) => StatusCode::NOT_FOUND.into_response(),
        },
    )
}

fn server_function(pages: &Pages, method: MethodFilter) -> MethodRouter {
    let pages = pages.clone();
    on(method, async move |request: Request| {
        let provide = move || {
            if let Some(parts) = use_context::<Parts>() {
                pages.provide_request(parts);
            }
        };
        handle_server_fns_with_context(provide, request).await
    })
}

fn mount(router: Router, endpoints: Vec<Endpoint>) -> Router {
    endpoints
        .into_iter()
        .fold(router, |router, (_, path, handler)| router.route(path, handler))
}
