//! What a session carries.

use app_session::{CurrentSession, SessionError};
use axum::{
    Extension, Form, Json,
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
pub(super) struct Named {
    key: String,
}

#[derive(Deserialize)]
pub(super) struct Entry {
    key: String,
    value: String,
}

pub(super) async fn value(
    Extension(session): Extension<CurrentSession>,
    Query(Named { key }): Query<Named>,
) -> Result<Json<Value>, SessionError> {
    must_be_somebodys(&session).await?;
    Ok(answer(session.value(&key).await?))
}

pub(super) async fn set(
    Extension(session): Extension<CurrentSession>,
    Form(Entry { key, value }): Form<Entry>,
) -> Result<Json<Value>, SessionError> {
    must_be_somebodys(&session).await?;
    session.set(&key, Some(value.clone().into())).await?;
    Ok(answer(Some(value.into())))
}

pub(super) async fn increment(
    Extension(session): Extension<CurrentSession>,
    Form(Named { key }): Form<Named>,
) -> Result<Json<Value>, SessionError> {
    must_be_somebodys(&session).await?;
    let more = |value: Option<&Value>| (value.and_then(Value::as_i64).unwrap_or_default() + 1).into();
    Ok(answer(Some(session.update(&key, &more).await?)))
}

pub(super) async fn remove(
    Extension(session): Extension<CurrentSession>,
    Form(Named { key }): Form<Named>,
) -> Result<Json<Value>, SessionError> {
    must_be_somebodys(&session).await?;
    session.set(&key, None).await?;
    Ok(answer(None))
}

pub(super) async fn sensitive(
    Extension(session): Extension<CurrentSession>,
) -> Result<Response, SessionError> {
    must_be_somebodys(&session).await?;
    Ok(if session.elevation()? {
        StatusCode::OK.into_response()
    } else {
        let confirm = Json(json!({ "error": "confirm-needed" }));
        (StatusCode::FORBIDDEN, confirm).into_response()
    })
}

pub(super) async fn must_be_somebodys(session: &CurrentSession) -> Result<(), SessionError> {
    if session.is_signed_in().await? {
        Ok(())
    } else {
        Err(SessionError::NotSignedIn)
    }
}

pub(super) fn answer(value: Option<Value>) -> Json<Value> {
    Json(json!({ "value": value }))
}
