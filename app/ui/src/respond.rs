//! Status and headers, as a page decides them.

use axum::http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{LOCATION, RETRY_AFTER},
};
use leptos::prelude::use_context;
use std::sync::{Arc, Mutex, PoisonError};

/// Status and headers of the answer that is being made. It is sent when the page is done, so a page can decide until its end.
#[derive(Clone, Debug, Default)]
pub struct Answer(Arc<Mutex<Parts>>);

#[derive(Debug, Default)]
struct Parts {
    status: StatusCode,
    headers: HeaderMap,
}

impl Answer {
    /// What was decided so far.
    pub fn into_parts(self) -> (StatusCode, HeaderMap) {
        let Parts { status, headers } =
            std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        (status, headers)
    }
}

fn change(change: impl FnOnce(&mut Parts)) {
    // Without one nobody will see the answer either: its request is gone.
    if let Some(Answer(parts)) = use_context() {
        change(&mut parts.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Sets the HTTP status of the response.
pub fn status(code: u16) {
    if let Ok(code) = StatusCode::from_u16(code) {
        change(|parts| parts.status = code);
    }
}

/// Adds a header to the response.
pub fn header(name: HeaderName, value: HeaderValue) {
    change(|parts| {
        parts.headers.append(name, value);
    });
}

/// Redirects to `address` (302) instead of showing the page.
pub fn redirect(address: &str) {
    if let Ok(address) = HeaderValue::from_str(address) {
        change(|parts| {
            parts.headers.insert(LOCATION, address);
            parts.status = StatusCode::FOUND;
        });
    }
}

/// Says that the page has another address, for ever (308).
pub fn moved(address: &str) {
    redirect(address);
    status(308);
}

/// Says after how many seconds to come again (RFC 9110 §10.2.3).
pub fn retry_after(seconds: u32) {
    header(RETRY_AFTER, seconds.into());
}
