//! The side channel: questions that only the lab asks.

use super::Witness;
use axum::{
    Json, Router,
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::Value;

/// The header with the key of the run.
const KEY: &str = "x-lab-key";

impl Witness {
    /// `GET /api/lab/knows`, `GET /api/lab/anatomy`, `POST /api/lab/expire`, about the session of the `Cookie` header. They are nobody's
    /// session themselves, and are not there for who does not have the key.
    pub fn endpoints(&self) -> Router {
        Router::new()
            .route("/api/lab/knows", get(knows))
            .route("/api/lab/anatomy", get(anatomy))
            .route("/api/lab/expire", post(expire))
            .with_state(self.clone())
            .route_layer(from_fn_with_state(self.clone(), only_with_key))
    }
}

async fn only_with_key(State(witness): State<Witness>, request: Request, next: Next) -> Response {
    let key = request.headers().get(KEY).map(axum::http::HeaderValue::as_bytes);
    if key == Some(witness.key.0.as_bytes()) {
        next.run(request).await
    } else {
        StatusCode::NOT_FOUND.into_response()
    }
}

async fn knows(State(witness): State<Witness>, headers: HeaderMap) -> Json<Value> {
    Json(witness.knowledge.look_up(&headers).await.to_json(&witness.key))
}

async fn anatomy(State(witness): State<Witness>, headers: HeaderMap) -> Response {
    match witness.knowledge.anatomy(&headers).await {
        Some(anatomy) => Json(anatomy).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn expire(State(witness): State<Witness>, headers: HeaderMap) -> StatusCode {
    if witness.knowledge.expire(&headers).await {
        StatusCode::NO_CONTENT
    } else {
        StatusCode::CONFLICT
    }
}
