//! Server functions answer data and nothing else.
//!
//! leptos sends a browser that asks for a page back to where it says it came from (`Referer`), which is anywhere; our forms are
//! posted to endpoints of their own, so nobody wants that.

use axum::{
    extract::{Request, State},
    http::{
        HeaderValue,
        header::{ACCEPT, REFERER},
    },
    middleware::Next,
    response::Response,
};
use std::{collections::HashSet, sync::Arc};

/// The addresses of all server functions that are linked in.
pub(crate) fn addresses() -> Arc<HashSet<&'static str>> {
    let all = leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path);
    Arc::new(all.collect())
}

/// Middleware around server functions: what they look at to answer otherwise is taken away.
pub(crate) async fn answer_data(
    State(addresses): State<Arc<HashSet<&'static str>>>,
    mut request: Request,
    next: Next,
) -> Response {
    if !addresses.contains(request.uri().path()) {
        return next.run(request).await;
    }
    request.headers_mut().remove(REFERER);
    request
        .headers_mut()
        .insert(ACCEPT, HeaderValue::from_static("application/json"));
    next.run(request).await
}
