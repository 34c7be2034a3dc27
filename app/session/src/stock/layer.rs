//! `SessionManagerLayer` around a router.

use super::{StockSession, Store};
use crate::{CurrentSession, SessionConfig, SessionMark, StoreKind, cookie, current::Kept};
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, header::CACHE_CONTROL},
    middleware::{Next, from_fn_with_state},
    response::Response,
};
use std::sync::Arc;
use tower_sessions::{Expiry, Session, SessionManagerLayer, cookie::SameSite};

/// Wraps `router`, as the documentation of `tower-sessions` says.
pub(crate) fn around(router: Router, store: Store, config: &Arc<SessionConfig>) -> Router {
    let router = router
        .layer(from_fn_with_state(config.clone(), resolve))
        .layer(manager(store, config));
    if config.store == StoreKind::PostgresStock {
        // As published, with its faults.
        return router;
    }
    router.layer(from_fn_with_state(config.clone(), mend))
}

fn manager(store: Store, config: &SessionConfig) -> SessionManagerLayer<Store> {
    let lifetime = time::Duration::try_from(config.limits.ordinary.absolute).unwrap_or(time::Duration::MAX);
    let layer = SessionManagerLayer::new(store)
        .with_name(config.cookie_name())
        .with_path("/")
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_secure(!config.insecure)
        // Reading does not prolong it.
        .with_expiry(Expiry::OnInactivity(lifetime));
    match config.cookie_domain() {
        Some(domain) => layer.with_domain(domain.to_owned()),
        None => layer,
    }
}

async fn resolve(
    State(config): State<Arc<SessionConfig>>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    // Of several the last counts, as tower-sessions has it.
    let mark = SessionMark::of(cookie::values_in(&config, request.headers()).next_back());
    let session = StockSession(session);
    let viewer = session.viewer().await;
    let extensions = request.extensions_mut();
    extensions.insert(CurrentSession(Kept::Stock(session, config.limits)));
    extensions.insert(mark);
    extensions.insert(viewer);
    let mut response = next.run(request).await;
    response
        .headers_mut()
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

async fn mend(State(config): State<Arc<SessionConfig>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    cookie::mend_removal(&config, response.headers_mut());
    response
}
