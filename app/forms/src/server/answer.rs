//! How the sender of a form is answered.

use super::flash;
use crate::Notice;
use app_kernel::{Next, Origin, Prefers};
use axum::{
    Json,
    extract::FromRequestParts,
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{ACCEPT, LOCATION, SET_COOKIE},
        request::Parts,
    },
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use serde_json::json;
use std::convert::Infallible;

/// The kind of answer that the sender of a form can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wants {
    /// A page: a browser that posts a form.
    Page,
    /// JSON: a script.
    Json,
}

impl<S: Sync> FromRequestParts<S> for Wants {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let accept = parts.headers.get(ACCEPT).and_then(|accept| accept.to_str().ok());
        let json = accept.map(Prefers::read) == Some(Prefers::Json);
        Ok(if json { Self::Json } else { Self::Page })
    }
}

impl Wants {
    /// The answer of a service that cannot do it at the moment: 503. The host's error layer makes a page of it for a browser.
    pub fn unavailable(self) -> Response {
        match self {
            Self::Json => refuse(StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
            Self::Page => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        }
    }
}

/// The answer to a script whose form is refused: a status, and in one word what was wrong.
pub fn refuse(status: StatusCode, code: &str) -> Response {
    (status, Json(json!({ "error": code }))).into_response()
}

/// Sends a browser on to a page of ours.
pub fn see(page: &str) -> Response {
    Redirect::to(page).into_response()
}

/// Sends a browser on to a page of the service at `origin`, which shows `notice` there.
pub fn see_with<N: Notice>(page: &str, notice: &N, origin: &Origin) -> Response {
    let cookie = flash::cookie(notice, origin.is_https());
    ([(SET_COOKIE, cookie)], Redirect::to(page)).into_response()
}

/// The answer that sends a guest to the login, with what was typed: `notice` is there when they are back, half an hour at most. An answer to a
/// script, or one that sends nobody anywhere, stays as it is.
pub fn keep_for_login<N: Notice>(answer: Response, notice: &N, origin: &Origin) -> Response {
    if !answer.headers().contains_key(LOCATION) {
        return answer;
    }
    let cookie = flash::kept(notice, origin.is_https());
    (AppendHeaders([(SET_COOKIE, cookie)]), answer).into_response()
}

/// The address of `page` with the place where the visitor goes from there.
pub fn with_next(page: &str, next: Option<&Next>) -> String {
    next.map_or_else(|| page.to_owned(), |next| format!("{page}?{}", next.as_query()))
}

/// The header of an answer that ends a session: what scripts of ours may have stored in the browser goes with it (ASVS 5.0 14.3.1), on this origin.
///
/// Not `"cache"`: every page is `no-store`, so nothing of a member is in there, and Chromium reads through the cache of
/// all sites to find ours: half a second with 5,000 entries (Chromium 156), in which the visitor waits. Not `"cookies"`:
/// those of the whole parent domain would go, language and colour scheme among them; the session's is removed by name.
pub const FORGET: [(HeaderName, HeaderValue); 1] = [(
    HeaderName::from_static("clear-site-data"),
    HeaderValue::from_static(r#""storage""#),
)];
