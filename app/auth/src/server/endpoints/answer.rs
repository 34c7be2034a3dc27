//! How the sender of a form is answered.

use crate::{
    notice::Notice,
    server::{Auth, flash},
};
use app_kernel::Next;
use axum::{
    Json,
    extract::FromRequestParts,
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{ACCEPT, SET_COOKIE},
        request::Parts,
    },
    response::{IntoResponse, Redirect, Response},
};
use serde_json::json;
use std::convert::Infallible;

/// What the sender can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wants {
    /// A page: a browser that posts a form.
    Page,
    /// JSON: a script.
    Json,
}

impl<S: Sync> FromRequestParts<S> for Wants {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let json = parts
            .headers
            .get(ACCEPT)
            .and_then(|accept| accept.to_str().ok())
            .is_some_and(|accept| accept.contains("application/json"));
        Ok(if json { Self::Json } else { Self::Page })
    }
}

impl Wants {
    /// The service cannot do it at the moment. The host's error layer makes a page of it for a browser.
    pub(super) fn unavailable(self) -> Response {
        match self {
            Self::Json => refuse(StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
            Self::Page => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        }
    }
}

/// For a script: what was wrong, in one word.
pub(super) fn refuse(status: StatusCode, code: &str) -> Response {
    (status, Json(json!({ "error": code }))).into_response()
}

/// For a browser: on to a page of ours.
pub(super) fn see(page: &str) -> Response {
    Redirect::to(page).into_response()
}

impl Auth {
    /// For a browser: on to the page with `notice` on it.
    pub(super) fn see_with<N: Notice>(&self, page: &str, notice: &N) -> Response {
        let cookie = flash::cookie(notice, self.links.auth.is_https());
        ([(SET_COOKIE, cookie)], Redirect::to(page)).into_response()
    }
}

/// `page`, told where the visitor goes from there.
pub(super) fn with_next(page: &str, next: Option<&Next>) -> String {
    next.map_or_else(|| page.to_owned(), |next| format!("{page}?{}", next.as_query()))
}

/// What scripts of ours may have stored in the browser goes with the session (ASVS 5.0 14.3.1), on this origin.
///
/// Not `"cache"`: every page is `no-store`, so nothing of a member is in there, and Chromium reads through the cache of
/// all sites to find ours: half a second with 5,000 entries (Chromium 156), in which the visitor waits. Not `"cookies"`:
/// those of the whole parent domain would go, language and colour scheme among them; the session's is removed by name.
pub(super) const FORGET: [(HeaderName, HeaderValue); 1] = [(
    HeaderName::from_static("clear-site-data"),
    HeaderValue::from_static(r#""storage""#),
)];
