//! Status and redirects, as a page decides them. Every route is `SsrMode::Async`, so the response has not been started.

/// Sets the HTTP status of the response.
#[cfg(feature = "ssr")]
pub fn status(code: u16) {
    let options = leptos::prelude::use_context::<leptos_axum::ResponseOptions>();
    if let (Some(options), Ok(code)) = (options, axum::http::StatusCode::from_u16(code)) {
        options.set_status(code);
    }
}

/// Redirects to `address` (302) instead of showing the page.
///
/// Not `leptos_axum::redirect`: that answers 200 to whoever does not ask for HTML, and this is for pages only.
#[cfg(feature = "ssr")]
pub fn redirect(address: &str) {
    use axum::http::{HeaderValue, header::LOCATION};

    let options = leptos::prelude::use_context::<leptos_axum::ResponseOptions>();
    if let (Some(options), Ok(address)) = (options, HeaderValue::from_str(address)) {
        options.insert_header(LOCATION, address);
        status(302);
    }
}

/// Says after how many seconds to come again (RFC 9110 §10.2.3).
#[cfg(feature = "ssr")]
pub fn retry_after(seconds: u32) {
    use axum::http::header::RETRY_AFTER;

    if let Some(options) = leptos::prelude::use_context::<leptos_axum::ResponseOptions>() {
        options.insert_header(RETRY_AFTER, seconds.into());
    }
}

/// Does nothing: in the browser the response has already arrived.
#[cfg(not(feature = "ssr"))]
pub fn retry_after(_seconds: u32) {}

/// Says that the page has another address, for ever (308).
#[cfg(feature = "ssr")]
pub fn moved(address: &str) {
    redirect(address);
    status(308);
}

/// Does nothing: in the browser the response has already arrived.
#[cfg(not(feature = "ssr"))]
pub fn moved(_address: &str) {}

/// Does nothing: in the browser the response has already arrived.
#[cfg(not(feature = "ssr"))]
pub fn status(_code: u16) {}

/// Does nothing: in the browser the response has already arrived.
#[cfg(not(feature = "ssr"))]
pub fn redirect(_address: &str) {}
