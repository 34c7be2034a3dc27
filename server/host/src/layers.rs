//! Every layer, in the order a request passes them.

use crate::{
    Host, body_deadline,
    canonical::{self, Canonical},
    data_only, error_pages, metrics, origin_check,
    page::Pages,
    representation, request_id, security_headers, shutdown, traces,
    unread_body::{self, BODY_LIMIT},
    visit,
};
use app_kernel::Origin;
use app_part::Site;
use app_session::Sessions;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
};
use std::{any::Any, sync::Arc, time::Duration};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, limit::RequestBodyLimitLayer,
    timeout::TimeoutLayer,
};

/// The longest anybody waits for a page.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Around every answer at an origin, files and health included.
pub(crate) fn every(router: Router, host: &Host, origin: &Origin) -> Router {
    let config = host.config();
    let router = router.layer(
        ServiceBuilder::new()
            .layer(from_fn(request_id::identify))
            .layer(from_fn_with_state(host.shutdown().clone(), shutdown::announce))
            .layer(from_fn(unread_body::read_or_close))
            .layer(from_fn(representation::describe))
            .layer(CompressionLayer::new())
            .layer(from_fn_with_state(origin.is_https(), security_headers::add))
            .layer(CatchPanicLayer::custom(panicked))
            .layer(from_fn_with_state(
                Canonical::new(config, origin),
                canonical::canonicalize,
            )),
    );
    let router = if config.has_collector {
        router.layer(from_fn(traces::trace))
    } else {
        router
    };
    if config.metrics.is_none() {
        return router;
    }
    router.layer(from_fn_with_state(host.http_metrics().clone(), metrics::measure))
}

/// Around what has an origin of its own.
pub(crate) fn site(router: Router, host: &Host, origin: &Origin) -> Router {
    every(limited(router), host, origin)
}

/// The limits of time and size, around handlers that do not know who is asking.
pub(crate) fn limited(router: Router) -> Router {
    router.layer(
        ServiceBuilder::new()
            .layer(TimeoutLayer::with_status_code(
                StatusCode::SERVICE_UNAVAILABLE,
                TIMEOUT,
            ))
            .layer(from_fn(body_deadline::enforce))
            .layer(DefaultBodyLimit::disable())
            .layer(RequestBodyLimitLayer::new(BODY_LIMIT)),
    )
}

/// Around everything that knows who is asking. The session comes first, so that error pages know it too; it only reads
/// on the way in, and what the origin check refuses never gets to write. Stores that are there for comparison bring a layer of
/// their own, outside of it.
pub(crate) fn personal(
    router: Router,
    host: &Host,
    pages: &Pages,
    sessions: &Sessions,
    sites: &[Site],
) -> Router {
    let config = host.config();
    let router = router.layer(
        ServiceBuilder::new()
            .layer(from_fn_with_state(sessions.clone(), app_session::resolve))
            .layer(from_fn_with_state(
                config.session.trusted_proxies,
                visit::identify_client,
            ))
            .layer(from_fn_with_state(visit::site(config, sites), visit::enter))
            .layer(from_fn_with_state(pages.clone(), error_pages::render_errors))
            .layer(from_fn_with_state(host.traffic().clone(), visit::count))
            .layer(CatchPanicLayer::custom(panicked))
            .layer(TimeoutLayer::with_status_code(
                StatusCode::SERVICE_UNAVAILABLE,
                TIMEOUT,
            ))
            .layer(from_fn(body_deadline::enforce))
            .layer(from_fn_with_state(
                Arc::new(config.links.clone()),
                origin_check::check,
            ))
            .layer(DefaultBodyLimit::disable())
            .layer(from_fn_with_state(data_only::addresses(), data_only::answer_data))
            .layer(RequestBodyLimitLayer::new(BODY_LIMIT)),
    );
    let router = sessions.wrap(router);
    if config.metrics.is_none() && !config.has_collector {
        return router;
    }
    router.layer(from_fn(metrics::tell_route))
}

/// A defect of ours ends one request, not the process.
fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response {
    let message = cause
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| cause.downcast_ref::<String>().map(String::as_str));
    tracing::error!(cause = message.unwrap_or("unknown"), "a handler panicked");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
