//! The cookie by which a device is recognised on which somebody has logged in before. It proves nothing and opens nothing: it
//! only says whose attempts are counted together (OWASP, device cookies).

use app_kernel::{Origin, cookie::value_in, path};
use argon2::password_hash::rand_core::{OsRng, RngCore};
use axum::http::{HeaderMap, HeaderValue};
use axum_extra::extract::cookie::{Cookie, SameSite};
use time::Duration;

const NAME: &str = "cfmall-device";
const MAX_AGE: Duration = Duration::days(180);

/// The device's token, if it brought one.
pub(super) fn token(headers: &HeaderMap) -> Option<String> {
    let is_token = |value: &&str| value.len() == 32 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    value_in(headers, NAME).filter(is_token).map(str::to_owned)
}

/// A token for a device that has none.
pub(super) fn new_token() -> String {
    let mut bytes = [0; 16];
    OsRng.fill_bytes(&mut bytes);
    format!("{:032x}", u128::from_be_bytes(bytes))
}

/// The cookie with it, which only the endpoints of this domain are sent.
pub(super) fn cookie(token: &str, origin: &Origin) -> HeaderValue {
    let cookie = Cookie::build((NAME, token))
        .path(path::AUTH_API)
        .max_age(MAX_AGE)
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(origin.is_https());
    HeaderValue::from_str(&cookie.to_string()).expect("a token is visible ASCII")
}
