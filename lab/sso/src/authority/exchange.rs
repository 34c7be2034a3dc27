//! The site exchanges a code for the member's name (RFC 6749 §4.1.3).

use super::{Authority, client, store};
use crate::secret;
use axum::{
    Form, Json,
    extract::{State, rejection::FormRejection},
    http::{HeaderMap, StatusCode, header::CACHE_CONTROL},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
pub(super) struct Exchange {
    grant_type: Option<String>,
    code: Option<String>,
    redirect_uri: Option<String>,
    code_verifier: Option<String>,
}

/// No access token comes of it: there is nothing to have access to. The answer is who it is, as an ID token would say.
pub(super) async fn exchange(
    State(authority): State<Authority>,
    headers: HeaderMap,
    form: Result<Form<Exchange>, FormRejection>,
) -> Response {
    let site = match client::authenticate(&authority, &headers) {
        Ok(site) => site,
        Err(refusal) => return *refusal,
    };
    let Ok(Form(form)) = form else {
        return client::refuse(StatusCode::BAD_REQUEST, "invalid_request");
    };
    if form.grant_type.as_deref() != Some("authorization_code") {
        return client::refuse(StatusCode::BAD_REQUEST, "unsupported_grant_type");
    }
    let (Some(code), Some(redirect_uri), Some(verifier)) = (form.code, form.redirect_uri, form.code_verifier)
    else {
        return client::refuse(StatusCode::BAD_REQUEST, "invalid_request");
    };
    let spent = match store::spend(&authority.pool, &code).await {
        Ok(Some(spent)) => spent,
        Ok(None) => return client::refuse(StatusCode::BAD_REQUEST, "invalid_grant"),
        Err(error) => return unavailable(&error),
    };
    if spent.used {
        // One of the two is not whom it was for (§4.1.2): what the first one got is taken back.
        tracing::warn!(site = site.id, "a code came a second time");
        if let Err(error) = store::revoke(&authority.pool, &spent.sid).await {
            return unavailable(&error);
        }
        authority.announcer.announce().await;
        return client::refuse(StatusCode::BAD_REQUEST, "invalid_grant");
    }
    let is_theirs = spent.in_time
        && spent.site == site.id
        && spent.redirect_uri == redirect_uri
        && secret::same(&spent.challenge, &secret::challenge(&verifier));
    if !is_theirs {
        return client::refuse(StatusCode::BAD_REQUEST, "invalid_grant");
    }
    match spent.log_in(&authority.pool).await {
        Ok(Some(nickname)) => {
            let told = json!({
                "iss": authority.issuer().to_string(),
                "aud": site.id,
                "sub": spent.member.to_string(),
                "sid": spent.sid,
                "nickname": nickname,
            });
            ([(CACHE_CONTROL, "no-store")], Json(told)).into_response()
        }
        // Logged out in these few seconds.
        Ok(None) => client::refuse(StatusCode::BAD_REQUEST, "invalid_grant"),
        Err(error) => unavailable(&error),
    }
}

fn unavailable(error: &sqlx::Error) -> Response {
    tracing::error!(%error, "a code cannot be exchanged");
    client::refuse(StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable")
}
