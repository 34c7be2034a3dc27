//! The lab's answers: its own pages, or those of the scene that the host names.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use tower::ServiceExt;

use crate::{front, request, supervisor::Inner};

/// Answers a request by whatever its host names: the lab's pages, or a scene.
pub async fn answer(
    State(inner): State<Arc<Inner>>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let Some(authority) = gateway::authority_of(&request) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let host = authority.split(':').next().unwrap_or_default();
    if Some(host) == inner.shared.lab_url.host_str() {
        return pages(&inner, request).await;
    }
    let scene = inner
        .scenes()
        .into_iter()
        .find(|scene| scene.spec.has_host(&authority));
    match scene {
        Some(scene) => front::answer(scene, client.ip(), &authority, request).await,
        None => (StatusCode::MISDIRECTED_REQUEST, "421: no scene has this host.\n").into_response(),
    }
}

/// The lab's own pages, which are told who the visitor is.
async fn pages(inner: &Inner, mut request: Request) -> Response {
    let Some(pages) = inner.pages.get() else {
        return (StatusCode::NOT_FOUND, "The lab runs without pages.\n").into_response();
    };
    let line = request::visitor(request.headers()).is_none().then(|| {
        let visitor = inner.shared.new_visitor();
        request::add_visitor(request.headers_mut(), &visitor);
        request::visitor_line(&visitor, &inner.shared.cookie_domain)
    });
    let Ok(mut response) = pages.clone().oneshot(request).await;
    if let Some(line) = line.and_then(|line| HeaderValue::try_from(line).ok()) {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    response
}
