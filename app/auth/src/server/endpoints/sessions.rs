//! Where the member is logged in, and ending it.

use super::form_pages::SessionForms;
use crate::{login::notice::LoginNotice, server::Auth, sessions::notice::SessionsNotice};
use app_forms::server::{FORGET, SignedIn, Wants, refuse, see_with};
use app_kernel::{Viewer, path};
use app_session::{CurrentSession, SessionError};
use axum::{
    Extension, Form, Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

/// For scripts; people have a page.
pub(super) async fn list(
    Extension(viewer): Extension<Viewer>,
    Extension(session): Extension<CurrentSession>,
) -> Response {
    let listed = match viewer {
        Viewer::Member(_) => session.list().await,
        Viewer::Guest => Err(SessionError::NotSignedIn),
        Viewer::Unavailable => return Wants::Json.unavailable(),
    };
    match listed {
        Ok(sessions) => Json(sessions).into_response(),
        Err(error) => error.into_response(),
    }
}

#[derive(Deserialize)]
pub(super) struct RevokeForm {
    /// The session's key in the member's list.
    #[serde(default)]
    session: String,
}

/// Ends one. Somebody else's is as unknown as one that never was.
pub(super) async fn revoke(
    State(auth): State<Auth>,
    asker: SignedIn<SessionForms>,
    Form(form): Form<RevokeForm>,
) -> Response {
    if let Some(answer) = asker.must_confirm() {
        return answer;
    }
    // Postgres would refuse the text (a NUL byte) instead of not finding it.
    let plausible = form.session.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    let key = if plausible { form.session.as_str() } else { "" };
    match asker.session.revoke(key).await {
        Ok(true) => ended(&auth, &asker, 1),
        Ok(false) if asker.wants == Wants::Json => refuse(StatusCode::NOT_FOUND, "unknown-session"),
        Ok(false) => see_with(path::SESSIONS, &SessionsNotice::Unknown, &auth.links.auth),
        Err(error) => asker.failed(error),
    }
}

/// Ends all but this one.
pub(super) async fn revoke_others(State(auth): State<Auth>, asker: SignedIn<SessionForms>) -> Response {
    if let Some(answer) = asker.must_confirm() {
        return answer;
    }
    match asker.session.revoke_others().await {
        Ok(count) => ended(&auth, &asker, count),
        Err(error) => asker.failed(error),
    }
}

/// Ends all, this one too: what follows is a login.
pub(super) async fn revoke_all(State(auth): State<Auth>, asker: SignedIn<SessionForms>) -> Response {
    if let Some(answer) = asker.must_confirm() {
        return answer;
    }
    let count = match asker.session.revoke_all().await {
        Ok(count) => count,
        Err(error) => return asker.failed(error),
    };
    tracing::info!(member = %asker.member.id, count, "logged out everywhere");
    let answer = match asker.wants {
        Wants::Json => Json(json!({ "ended": count })).into_response(),
        Wants::Page => see_with(
            path::LOGIN,
            &LoginNotice::LoggedOutEverywhere(count),
            &auth.links.auth,
        ),
    };
    (FORGET, answer).into_response()
}

fn ended(auth: &Auth, asker: &SignedIn<SessionForms>, count: u64) -> Response {
    tracing::info!(member = %asker.member.id, count, "sessions ended by their member");
    match asker.wants {
        Wants::Json => Json(json!({ "ended": count })).into_response(),
        Wants::Page => see_with(path::SESSIONS, &SessionsNotice::Ended(count), &auth.links.auth),
    }
}
