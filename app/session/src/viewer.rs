//! `GET /api/session/viewer`: the answer every binary gives, for scripts, tests and other services.

use app_kernel::Viewer;
use axum::{
    Extension, Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

/// 200 with the guest or the member, 503 when it cannot be known. Never cached.
pub async fn viewer_endpoint(Extension(viewer): Extension<Viewer>) -> Response {
    let status = match viewer {
        Viewer::Guest | Viewer::Member(_) => StatusCode::OK,
        Viewer::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    };
    let mut response = (status, [(header::CACHE_CONTROL, "no-store")], Json(&viewer)).into_response();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, header::HeaderValue::from_static("5"));
    }
    response
}
