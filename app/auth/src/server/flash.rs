//! A failed attempt on its way from the `POST` to the form that is shown again.
//!
//! It travels in a short-lived cookie of its own, because guests have no session and shall not get one for mistyping.
//! What it says is shown as text only, so it needs no signature: nobody but the visitor can set it on this host.

use crate::login::notice::LoginNotice;
use axum::http::{HeaderMap, HeaderValue, header::COOKIE, header::SET_COOKIE, request::Parts};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

const NAME: &str = "cfmall-login";
/// Long enough for the redirect to be followed.
const MAX_AGE_SECONDS: u32 = 60;
/// Longer than any account that can be typed, as JSON in base64.
const MAX_LENGTH: usize = 2_048;

/// The cookie that carries `notice`. Base64url, because a cookie value may hold neither quotes nor Chinese.
pub(super) fn cookie(notice: &LoginNotice) -> HeaderValue {
    let json = serde_json::to_vec(notice).expect("a notice is always JSON");
    header(&URL_SAFE_NO_PAD.encode(json), MAX_AGE_SECONDS)
}

/// The notice that came with this request, once: it is taken back with the response.
pub(crate) fn take() -> Option<LoginNotice> {
    let parts = use_context::<Parts>()?;
    let value = value_in(&parts.headers)?;
    if let Some(options) = use_context::<ResponseOptions>() {
        options.append_header(SET_COOKIE, header("", 0));
    }
    if value.len() > MAX_LENGTH {
        return None;
    }
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(value).ok()?).ok()
}

fn value_in(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok());
    cookies
        .flat_map(|header| header.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(NAME)?.strip_prefix('='))
}

fn header(value: &str, max_age: u32) -> HeaderValue {
    HeaderValue::from_str(&format!(
        "{NAME}={value}; Path=/login; Max-Age={max_age}; HttpOnly; SameSite=Lax"
    ))
    .expect("base64url is a valid header")
}
