//! Requests that change something must come from a page of ours.
//!
//! `SameSite=Lax` does not tell `auth.cfmall` and `cfmall` from any other host of the same site, so the check is made
//! here, on the `Origin` header that browsers send with every unsafe request (RFC 6454 §7; ASVS 5.0 3.5.1).

use app_kernel::Links;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header::ORIGIN},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::sync::Arc;
use url::Url;

/// Lets safe methods through, and unsafe ones only if they come from one of our origins.
pub(crate) async fn check(State(links): State<Arc<Links>>, request: Request, next: Next) -> Response {
    if request.method().is_safe() || is_ours(request.headers(), &links) {
        return next.run(request).await;
    }
    tracing::warn!(origin = ?request.headers().get(ORIGIN), "refused: not from a page of ours");
    StatusCode::FORBIDDEN.into_response()
}

fn is_ours(headers: &HeaderMap, links: &Links) -> bool {
    let mut origins = headers.get_all(ORIGIN).iter();
    match (origins.next(), origins.next()) {
        (Some(origin), None) => origin
            .to_str()
            .ok()
            .and_then(|origin| Url::parse(origin).ok())
            .is_some_and(|origin| links.owns(&origin)),
        // No Origin at all: a browser says where the request comes from in another way, everything else must set one.
        (None, _) => headers
            .get("sec-fetch-site")
            .is_some_and(|site| site == "same-origin"),
        (Some(_), Some(_)) => false,
    }
}
