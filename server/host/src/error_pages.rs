//! Whatever went wrong, the visitor gets a page of the mall in their language, and a script gets JSON.

use app_ui::{
    Frame, Visit,
    error_page::{ErrorPage, RequestNumber},
    shell,
};
use axum::{
    Json,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use leptos::prelude::*;
use serde_json::json;
use std::sync::Arc;

/// When to try again, in seconds.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");

/// Gives errors without a body of their own the one they deserve.
pub(crate) async fn dress(State(options): State<LeptosOptions>, request: Request, next: Next) -> Response {
    let wants_page = wants_page(&request);
    let visit = request.extensions().get::<Arc<Visit>>().cloned();
    let number = request.extensions().get::<RequestNumber>().cloned();
    let response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || is_dressed(response.headers()) {
        return with_retry(response);
    }
    let dressed = if let Some(visit) = visit.filter(|_| wants_page) {
        page(options, visit, number, status).await
    } else {
        let reason = status.canonical_reason().unwrap_or("error");
        (
            status,
            Json(json!({ "error": reason, "request": number.map(|number| number.0) })),
        )
            .into_response()
    };
    with_retry(with_head_of(response, dressed))
}

/// Pages for people; JSON for the API unless a browser asks for a page, which is what a plain form does.
fn wants_page(request: &Request) -> bool {
    let accept = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .unwrap_or("*/*");
    accept.contains("text/html") || (!request.uri().path().starts_with("/api/") && accept.contains("*/*"))
}

fn is_dressed(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    kind.starts_with("text/html") || kind.starts_with("application/json")
}

async fn page(
    options: LeptosOptions,
    visit: Arc<Visit>,
    number: Option<RequestNumber>,
    status: StatusCode,
) -> Response {
    let provide = move || {
        provide_context(visit.clone());
        if let Some(number) = number.clone() {
            provide_context(number);
        }
    };
    let status = status.as_u16();
    let document = move || {
        let body = move || view! { <Frame><ErrorPage status /></Frame> };
        shell(options.clone(), body)
    };
    leptos_axum::render_app_async_with_context(provide, document)(Request::new(Body::empty())).await
}

/// Cookies, `Allow` and the like belong to the answer, whatever it looks like.
fn with_head_of(original: Response, mut dressed: Response) -> Response {
    *dressed.status_mut() = original.status();
    for (name, value) in original.headers() {
        if ![header::CONTENT_TYPE, header::CONTENT_LENGTH].contains(name) {
            dressed.headers_mut().append(name, value.clone());
        }
    }
    dressed
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
