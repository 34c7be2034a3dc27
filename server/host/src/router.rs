//! Everything a process answers, put together.

use crate::{Host, application::application, assets, health, layers, preferences, session_store, visit};
use app_kernel::path;
use app_part::{Endpoint, Part};
use app_session::{Sessions, viewer_endpoint};
use app_ui::{Visit, error_page::RequestId, provide_visit, shell};
use axum::{
    Router,
    http::{StatusCode, request::Parts},
    middleware::from_fn_with_state,
    routing::get,
};
use leptos::prelude::*;
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list_with_exclusions_and_ssg_and_context};
use std::sync::Arc;

/// The router of `part` on `host`, with every layer, the session stack `sessions` among them.
pub fn router(host: &Host, part: Part, options: &LeptosOptions, sessions: &Sessions) -> Router {
    let config = host.config();
    let pages = pages(&part);
    let groups: Arc<[_]> = part.pages.into();
    let document = {
        let options = Arc::new(options.clone());
        move || {
            let groups = groups.clone();
            shell(options.clone(), move || application(&groups))
        }
    };
    let contexts = part.contexts;
    let provide = move || {
        provide_request();
        for provide in &contexts {
            provide();
        }
    };
    let personal: Router = Router::new()
        .leptos_routes_with_context(options, pages, provide, document)
        .with_state(options.clone());
    let probes = if config.probe {
        session_store::probe(sessions)
    } else {
        Vec::new()
    };
    let personal = mount(mount(personal, part.endpoints), probes)
        .merge(mount(
            Router::new(),
            vec![preferences::endpoint(&config.session, config.origin().is_https())],
        ))
        .route(path::VIEWER_API, get(viewer_endpoint))
        .fallback(async || StatusCode::NOT_FOUND);
    let personal = layers::personal(personal, host, options, sessions);

    // What is missing among the files is missing like any other page.
    let or_page = from_fn_with_state(personal.clone(), assets::or_error_page);
    let impersonal = mount(
        mount(
            mount(assets::router(options), assets::well_known(&config.links)),
            part.assets,
        ),
        health::endpoints(host),
    )
    .route_layer(or_page);
    layers::every(impersonal.fallback_service(personal), host)
}

/// The pages, as the application itself lists them.
pub(crate) fn pages(part: &Part) -> Vec<AxumRouteListing> {
    let groups = part.pages.clone();
    let provide = || provide_visit(visit::example_visit());
    generate_route_list_with_exclusions_and_ssg_and_context(move || application(&groups), None, provide).0
}

fn mount(router: Router, endpoints: Vec<Endpoint>) -> Router {
    endpoints
        .into_iter()
        .fold(router, |router, (_, path, handler)| router.route(path, handler))
}

/// Puts what was decided about the request before rendering from its extensions into the pages' context.
fn provide_request() {
    let Some(parts) = use_context::<Parts>() else {
        return;
    };
    if let Some(visit) = parts.extensions.get::<Arc<Visit>>() {
        provide_visit(visit.clone());
    }
    if let Some(id) = parts.extensions.get::<RequestId>() {
        provide_context(id.clone());
    }
}
