//! The browser comes back with a code (RFC 6749 §4.1.2).

use super::{Site, flow::Flow, store};
use crate::authority::TOKEN;
use app_forms::server::see;
use app_kernel::Next;
use app_session::{CurrentSession, Member, SessionError};
use axum::{
    Extension,
    extract::{Query, State, rejection::QueryRejection},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{REFERRER_POLICY, SET_COOKIE},
    },
    response::{IntoResponse, Response},
};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Answer {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
}

/// Who the authority says it is.
#[derive(Deserialize)]
struct Told {
    iss: String,
    aud: String,
    sub: String,
    sid: String,
    nickname: String,
}

/// Why nobody is logged in.
enum Refusal {
    /// What came is not an answer to a question of this browser.
    NotOurs,
    /// The authority, or our own database, does not answer.
    Unavailable,
}

/// Logs the member in here, with a new session of this site's own, and goes on to the page they wanted. The page with the code in
/// its address is never rendered, so nothing can read it there.
pub(super) async fn callback(
    State(site): State<Site>,
    Extension(session): Extension<CurrentSession>,
    headers: HeaderMap,
    answer: Result<Query<Answer>, QueryRejection>,
) -> Response {
    let flow = answer.ok().and_then(|Query(answer)| {
        let flow = Flow::find(answer.state.as_deref()?, &headers)?;
        // Of the one authority that was asked, and of no other (RFC 9207).
        let is_from_there = answer.iss == Some(site.membership.authority.to_string());
        is_from_there.then_some((flow, answer.code))
    });
    let Some((flow, code)) = flow else {
        tracing::warn!("refused: an answer to a login that this browser has not begun");
        return StatusCode::BAD_REQUEST.into_response();
    };
    let logged_in = match code {
        Some(code) => log_in(&site, &session, &flow, &code).await,
        None => Err(Refusal::NotOurs),
    };
    let response = match logged_in {
        Ok(()) => {
            let next = Next::parse(&flow.next, &site.links);
            see(next.unwrap_or_else(|| Next::home(&site.links)).as_str())
        }
        Err(Refusal::NotOurs) => StatusCode::BAD_REQUEST.into_response(),
        Err(Refusal::Unavailable) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    let headers = [
        (SET_COOKIE, flow.forget()),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    (headers, response).into_response()
}

async fn log_in(site: &Site, session: &CurrentSession, flow: &Flow, code: &str) -> Result<(), Refusal> {
    let told = exchange(site, flow, code).await?;
    let id = told.sub.parse().map_err(|_| Refusal::NotOurs)?;
    let member = Member {
        id,
        nickname: told.nickname,
    };
    store::know(&site.pool, &member).await.map_err(unavailable)?;
    session
        .sign_in(&member, false, None)
        .await
        .map_err(|error| match error {
            SessionError::Disabled | SessionError::NotSignedIn => Refusal::NotOurs,
            error => unavailable(error),
        })?;
    let linked = store::link(site, session, &told.sid).await;
    match linked {
        Ok(true) => Ok(()),
        Ok(false) => Err(Refusal::NotOurs),
        Err(error) => Err(unavailable(error)),
    }
}

async fn exchange(site: &Site, flow: &Flow, code: &str) -> Result<Told, Refusal> {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &site.redirect_uri()),
        ("code_verifier", &flow.verifier),
    ];
    let answer = site.channel.post(TOKEN, &form).await.map_err(unavailable)?;
    match answer.status() {
        StatusCode::OK => {}
        StatusCode::BAD_REQUEST => return Err(Refusal::NotOurs),
        status => return Err(unavailable(format!("the authority answers {status}"))),
    }
    let told: Told = serde_json::from_slice(answer.body()).map_err(unavailable)?;
    let is_for_us = told.iss == site.membership.authority.to_string() && told.aud == site.membership.id;
    is_for_us.then_some(told).ok_or(Refusal::NotOurs)
}

fn unavailable(error: impl std::fmt::Display) -> Refusal {
    tracing::error!(error = format!("{error:#}"), "nobody can be logged in");
    Refusal::Unavailable
}
