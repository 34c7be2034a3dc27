//! Which site asks: client authentication by HTTP Basic (RFC 6749 §2.3.1).

use super::Authority;
use crate::Registration;
use axum::{
    Json,
    http::{
        HeaderMap, StatusCode,
        header::{AUTHORIZATION, CACHE_CONTROL, WWW_AUTHENTICATE},
    },
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;

/// The site whose credentials came with the request, or the answer that refuses it.
pub(super) fn authenticate<'a>(
    authority: &'a Authority,
    headers: &HeaderMap,
) -> Result<&'a Registration, Box<Response>> {
    let found = credentials(headers).and_then(|(id, secret)| authority.site_with(&id, &secret));
    found.ok_or_else(|| {
        let challenge = [(WWW_AUTHENTICATE, r#"Basic realm="sso""#)];
        Box::new((challenge, refuse(StatusCode::UNAUTHORIZED, "invalid_client")).into_response())
    })
}

fn credentials(headers: &HeaderMap) -> Option<(String, String)> {
    let pair = headers
        .get(AUTHORIZATION)?
        .to_str()
        .ok()?
        .strip_prefix("Basic ")?;
    let pair = String::from_utf8(STANDARD.decode(pair).ok()?).ok()?;
    let (id, secret) = pair.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

/// A refusal in the form of RFC 6749 §5.2.
pub(super) fn refuse(status: StatusCode, error: &str) -> Response {
    let body = Json(json!({ "error": error }));
    (status, [(CACHE_CONTROL, "no-store")], body).into_response()
}
