//! Whatever went wrong, the visitor gets a page of the mall in their language, and a script gets JSON.

use crate::page::Pages;
use app_kernel::{Prefers, path};
use app_ui::{
    Visit,
    error_page::{ErrorPage, RequestId},
};
use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use leptos::prelude::*;
use serde_json::json;
use std::sync::Arc;

/// The time after which to try again, in seconds.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");

/// Middleware that renders errors without a body of their own: a page for a browser, JSON for a script.
pub(crate) async fn render_errors(State(pages): State<Pages>, request: Request, next: Next) -> Response {
    let wants_page = wants_page(&request);
    let visit = request.extensions().get::<Arc<Visit>>().cloned();
    let id = request.extensions().get::<RequestId>().cloned();
    let response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || is_rendered(response.headers()) {
        return with_retry(response);
    }
    let rendered = if let Some(visit) = visit.filter(|_| wants_page) {
        let status = status.as_u16();
        let page = || view! { <ErrorPage status /> }.into_any();
        pages.render_for(visit, id, page).await
    } else {
        let reason = status.canonical_reason().unwrap_or("error");
        let reason = reason.to_ascii_lowercase().replace(' ', "-");
        (
            status,
            Json(json!({ "error": reason, "request": id.map(|id| id.0) })),
        )
            .into_response()
    };
    with_retry(with_head_of(response, rendered))
}

/// Pages for people; JSON for the API unless a browser asks for a page, which is what a plain form does.
fn wants_page(request: &Request) -> bool {
    let accept = request.headers().get(header::ACCEPT);
    let accept = accept.and_then(|accept| accept.to_str().ok()).unwrap_or("*/*");
    match Prefers::read(accept) {
        Prefers::Html => true,
        Prefers::Anything => !path::is_for_programs(request.uri().path()),
        Prefers::Json | Prefers::Nothing => false,
    }
}

fn is_rendered(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    kind.starts_with("text/html") || kind.starts_with("application/json")
}

/// Cookies, `Allow` and the like belong to the answer, whatever it looks like.
fn with_head_of(original: Response, mut rendered: Response) -> Response {
    *rendered.status_mut() = original.status();
    for (name, value) in original.headers() {
        if ![header::CONTENT_TYPE, header::CONTENT_LENGTH].contains(name) {
            rendered.headers_mut().append(name, value.clone());
        }
    }
    rendered
}

fn with_retry(mut response: Response) -> Response {
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        response
            .headers_mut()
            .entry(header::RETRY_AFTER)
            .or_insert(RETRY_AFTER);
    }
    response
}
