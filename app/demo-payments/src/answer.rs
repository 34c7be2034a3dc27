//! How payers are answered.

use crate::page;
use app_kernel::Locale;
use axum::{
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY},
    },
    response::{Html, IntoResponse, Response},
};

/// The reason why a page cannot be shown, in the language of the payer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cannot {
    /// What was asked was not asked by a merchant.
    Forged(Locale),
    /// Nothing is at this address.
    Missing(Locale),
    /// The database does not answer.
    Away(Locale),
}

impl IntoResponse for Cannot {
    fn into_response(self) -> Response {
        let (status, locale, title, text) = match self {
            Self::Forged(locale) => (StatusCode::BAD_REQUEST, locale, "forged-title", "forged"),
            Self::Missing(locale) => (StatusCode::NOT_FOUND, locale, "missing-title", "missing"),
            Self::Away(locale) => (StatusCode::SERVICE_UNAVAILABLE, locale, "away-title", "away"),
        };
        (status, html(page::cannot(locale, title, text))).into_response()
    }
}

/// Nothing but our style. Where the answer to a form may lead is not restricted: back to the merchant, who may lead on to a
/// login, and only the merchant knows where that is.
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The answer that is this page.
pub(crate) fn html(page: String) -> impl IntoResponse {
    (
        [(CONTENT_SECURITY_POLICY, POLICY), (CACHE_CONTROL, "no-store")],
        Html(page),
    )
}
