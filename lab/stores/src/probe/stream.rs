//! A change made after the response has begun.

use super::value;
use app_session::{CurrentSession, SessionError};
use axum::{
    Extension,
    body::{Body, Bytes},
    extract::Query,
    response::{IntoResponse, Response},
};
use futures::{StreamExt, stream};
use serde::Deserialize;
use std::convert::Infallible;

#[derive(Deserialize)]
pub(super) struct Entry {
    key: String,
    value: String,
}

/// `head`, and then `set` or `failed`: the second line is written when the change is stored, or is known not to be.
pub(super) async fn stream(
    Extension(session): Extension<CurrentSession>,
    Query(Entry { key, value }): Query<Entry>,
) -> Result<Response, SessionError> {
    value::must_be_somebodys(&session).await?;
    let head = stream::once(async { Bytes::from_static(b"head\n") });
    let change = stream::once(async move {
        match session.set(&key, Some(value.into())).await {
            Ok(()) => Bytes::from_static(b"set\n"),
            Err(_) => Bytes::from_static(b"failed\n"),
        }
    });
    Ok(Body::from_stream(head.chain(change).map(Ok::<_, Infallible>)).into_response())
}
