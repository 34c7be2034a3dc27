//! A request that takes as long as a test wants: it reads its session, waits at a barrier, and then acts.

use super::{gate::Gates, value};
use app_session::{CurrentSession, SessionError};
use axum::{
    Extension, Form,
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Held {
    name: String,
    action: Action,
    #[serde(default)]
    key: String,
    value: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Action {
    None,
    Set,
    Touch,
    SignOut,
}

#[derive(Deserialize)]
pub(super) struct Awaited {
    name: String,
    count: Option<usize>,
}

pub(super) async fn hold(
    Extension(session): Extension<CurrentSession>,
    Extension(gates): Extension<Gates>,
    Form(held): Form<Held>,
) -> Result<Response, SessionError> {
    value::must_be_somebodys(&session).await?;
    if !gates.pass(&held.name).await {
        return Ok(StatusCode::REQUEST_TIMEOUT.into_response());
    }
    let stored = match held.action {
        Action::None => None,
        Action::Touch => {
            session.touch().await?;
            None
        }
        Action::SignOut => {
            session.sign_out().await?;
            None
        }
        Action::Set => {
            let value = held.value.map(Into::into);
            session.set(&held.key, value.clone()).await?;
            value
        }
    };
    Ok(value::answer(stored).into_response())
}

pub(super) async fn arrived(
    Extension(gates): Extension<Gates>,
    Query(awaited): Query<Awaited>,
) -> StatusCode {
    if gates.wait_for(&awaited.name, awaited.count.unwrap_or(1)).await {
        StatusCode::OK
    } else {
        StatusCode::REQUEST_TIMEOUT
    }
}

pub(super) async fn release(Extension(gates): Extension<Gates>, Form(awaited): Form<Awaited>) -> StatusCode {
    gates.open(&awaited.name);
    StatusCode::OK
}
