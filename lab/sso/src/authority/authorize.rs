//! The browser asks for a code (RFC 6749 §4.1.1).

use super::{AUTHORIZE, Authority, store};
use crate::secret;
use app_forms::server::see;
use app_kernel::path;
use app_session::{CurrentSession, SessionError, Viewer};
use axum::{
    Extension,
    extract::{Query, RawQuery, State, rejection::QueryRejection},
    http::{
        HeaderValue, StatusCode,
        header::{LOCATION, REFERRER_POLICY},
    },
    response::{IntoResponse, Response},
};
use serde::Deserialize;

/// What the site has the browser say. A name that comes twice is refused by the parser (§3.1).
#[derive(Deserialize)]
pub(super) struct Ask {
    response_type: Option<String>,
    client_id: Option<String>,
    redirect_uri: Option<String>,
    state: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
}

/// Sends a member back with a code, and a guest to the login first.
pub(super) async fn authorize(
    State(authority): State<Authority>,
    Extension(viewer): Extension<Viewer>,
    Extension(session): Extension<CurrentSession>,
    RawQuery(query): RawQuery,
    ask: Result<Query<Ask>, QueryRejection>,
) -> Response {
    // Whom the answer is for must be known before anybody is sent anywhere (§4.1.2.1): the rest is an open redirect.
    let Ok(Query(ask)) = ask else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let site = ask.client_id.as_deref().and_then(|id| authority.site(id));
    let Some(site) = site.filter(|site| ask.redirect_uri.as_ref() == Some(&site.redirect_uri)) else {
        tracing::warn!("refused: a return address that is not registered");
        return StatusCode::BAD_REQUEST.into_response();
    };
    let issuer = authority.issuer().to_string();
    let back = |answer: &[(&str, &str)]| {
        let state = ask.state.as_deref().map(|state| ("state", state));
        let answer: Vec<_> = answer
            .iter()
            .copied()
            .chain(state)
            .chain([("iss", &*issuer)])
            .collect();
        send(&format!("{}?{}", site.redirect_uri, path::query(&answer)))
    };
    let challenge = match (ask.response_type.as_deref(), &ask.code_challenge) {
        (Some("code"), Some(challenge)) if is_challenge(challenge) => challenge,
        (Some("code"), _) => return back(&[("error", "invalid_request")]),
        _ => return back(&[("error", "unsupported_response_type")]),
    };
    if ask.code_challenge_method.as_deref() != Some("S256") || ask.state.is_none() {
        return back(&[("error", "invalid_request")]);
    }
    let member = match viewer {
        Viewer::Member(member) => member,
        Viewer::Guest => return to_login(&authority, query.as_deref().unwrap_or_default()),
        Viewer::Unavailable => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    let handle = match session.list().await {
        Ok(sessions) => sessions.into_iter().find(|listed| listed.current),
        Err(SessionError::NotSignedIn | SessionError::Ended | SessionError::Disabled) => None,
        Err(error) => {
            tracing::error!(%error, "no code can be given out");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let Some(handle) = handle else {
        return to_login(&authority, query.as_deref().unwrap_or_default());
    };
    let code = secret::fresh();
    let given = store::NewCode {
        code: &code,
        site: &site.id,
        redirect_uri: &site.redirect_uri,
        challenge,
        member: member.id,
        handle: &handle.key,
    };
    match given.insert(&authority.pool).await {
        Ok(()) => back(&[("code", &code)]),
        Err(error) => {
            tracing::error!(%error, "a code cannot be stored");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// SHA-256 in base64url.
fn is_challenge(text: &str) -> bool {
    text.len() == 43
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// The login, and from there back to the same question.
fn to_login(authority: &Authority, query: &str) -> Response {
    let again = authority.links.auth(&format!("{AUTHORIZE}?{query}"));
    see(&format!("{}?{}", path::LOGIN, path::query(&[("next", &again)])))
}

/// 303, not 307: what was posted to the authority is not posted again to a site (RFC 9700 §4.12). The code stays out of `Referer`.
fn send(address: &str) -> Response {
    let Ok(location) = HeaderValue::try_from(address) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let headers = [
        (LOCATION, location),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    (StatusCode::SEE_OTHER, headers).into_response()
}
