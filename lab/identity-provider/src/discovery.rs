//! What the provider says of itself (OpenID Connect Discovery 1.0).

use crate::{Fault, Provider};
use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;

/// The metadata.
pub(crate) async fn metadata(State(provider): State<Provider>) -> Response {
    if provider.fault() == Some(Fault::Broken) {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let issuer = provider.issuer();
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "scopes_supported": ["openid", "profile"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
    }))
    .into_response()
}

/// The public keys.
pub(crate) async fn keys(State(provider): State<Provider>) -> Response {
    let key = provider.changing().keys.public();
    Json(json!({ "keys": [key] })).into_response()
}
