//! The cookie by which a browser is recognised that has asked for a code. A code does nothing without it: it is bound to the browser
//! that asked (ASVS 5.0 6.6.2), and the database knows neither of the two.

use app_kernel::{Origin, cookie::value_in};
use argon2::password_hash::rand_core::{OsRng, RngCore};
use axum::http::{HeaderMap, HeaderValue};
use axum_extra::extract::cookie::{Cookie, SameSite};
use time::Duration;

const NAME: &str = "cfmall-code";
/// Longer than any code lives, so that one which came too late is told so.
const MAX_AGE: Duration = Duration::hours(1);

/// The browser's secret, if it brought one.
pub(crate) fn secret(headers: &HeaderMap) -> Option<String> {
    let is_secret = |value: &&str| value.len() == 32 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    value_in(headers, NAME).filter(is_secret).map(str::to_owned)
}

/// A secret for a browser that has none.
pub(crate) fn new_secret() -> String {
    let mut bytes = [0; 16];
    OsRng.fill_bytes(&mut bytes);
    format!("{:032x}", u128::from_be_bytes(bytes))
}

/// The cookie with it, for the pages and endpoints of this host.
pub(crate) fn cookie(secret: &str, origin: &Origin) -> HeaderValue {
    let cookie = Cookie::build((NAME, secret))
        .path("/")
        .max_age(MAX_AGE)
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(origin.is_https());
    HeaderValue::from_str(&cookie.to_string()).expect("a secret is visible ASCII")
}
