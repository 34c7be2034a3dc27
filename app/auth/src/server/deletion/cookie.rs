//! The cookie of a browser in which somebody has just proved to be a member whose account is to be deleted. With it the account can be kept, for
//! the ten minutes that the database knows it.

use app_kernel::{Origin, cookie::value_in};
use argon2::password_hash::rand_core::{OsRng, RngCore};
use axum::http::{HeaderMap, HeaderValue};
use axum_extra::extract::cookie::{Cookie, SameSite};
use time::Duration;

const NAME: &str = "cfmall-keep";
const MAX_AGE: Duration = Duration::minutes(10);
/// The value of a cookie that takes it back.
pub(in crate::server) const NO_OFFER: &str = "";

/// The secret, if the browser brought one.
pub(in crate::server) fn secret(headers: &HeaderMap) -> Option<String> {
    let is_secret = |value: &&str| value.len() == 32 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    value_in(headers, NAME).filter(is_secret).map(str::to_owned)
}

pub(super) fn new_secret() -> String {
    let mut bytes = [0; 16];
    OsRng.fill_bytes(&mut bytes);
    format!("{:032x}", u128::from_be_bytes(bytes))
}

/// The cookie with it, for the page and the endpoint of this host; with [`NO_OFFER`] the browser forgets it.
pub(in crate::server) fn cookie(secret: &str, origin: &Origin) -> HeaderValue {
    let max_age = if secret == NO_OFFER {
        Duration::ZERO
    } else {
        MAX_AGE
    };
    let cookie = Cookie::build((NAME, secret))
        .path("/")
        .max_age(max_age)
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(origin.is_https());
    HeaderValue::from_str(&cookie.to_string()).expect("a secret is visible ASCII")
}
