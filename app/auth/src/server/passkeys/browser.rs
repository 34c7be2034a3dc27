//! The cookie by which a browser is recognised that began a ceremony.
//!
//! A challenge is good in the browser that asked for it only: who is handed somebody else's answer has not the secret.

use crate::server::social::browser::is_random;
use app_kernel::{Origin, cookie::value_in};
use axum::http::{HeaderMap, HeaderValue};
use axum_extra::extract::cookie::{Cookie, SameSite};
use secrecy::{ExposeSecret, SecretString};
use time::Duration;

/// Longer than any ceremony lives, so that one which came too late is told so.
const MAX_AGE: Duration = Duration::hours(1);

/// The name, with the prefix that keeps other hosts of the same site from setting it (RFC 6265bis §4.1.3.2).
const fn name(https: bool) -> &'static str {
    if https {
        "__Host-cfmall-passkey"
    } else {
        "cfmall-passkey"
    }
}

/// The browser's secret, if it brought one.
pub(in crate::server) fn secret(headers: &HeaderMap, origin: &Origin) -> Option<SecretString> {
    value_in(headers, name(origin.is_https()))
        .filter(|value| is_random(value))
        .map(SecretString::from)
}

/// The cookie with the secret. Only scripts of our own pages bring it back, so it is `Strict`.
pub(in crate::server) fn cookie(secret: &SecretString, origin: &Origin) -> HeaderValue {
    let https = origin.is_https();
    let cookie = Cookie::build((name(https), secret.expose_secret()))
        .path("/")
        .max_age(MAX_AGE)
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(https);
    HeaderValue::from_str(&cookie.to_string()).expect("a secret is visible ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::social::browser::random;
    use axum::http::header::COOKIE;

    #[test]
    fn a_secret_comes_back_with_its_cookie_only() {
        for (address, name) in [
            ("https://auth.cfmall.example", "__Host-cfmall-passkey"),
            ("http://cfmall.localhost:3000", "cfmall-passkey"),
        ] {
            let origin = Origin::parse(address).expect("an origin");
            let secret_of = random();
            let set = cookie(&SecretString::from(secret_of.clone()), &origin);
            let set = set.to_str().expect("ASCII");
            assert!(
                set.starts_with(&format!("{name}={secret_of}; HttpOnly; SameSite=Strict")),
                "{set}"
            );
            for (value, comes_back) in [(secret_of.as_str(), true), ("short", false)] {
                let mut headers = HeaderMap::new();
                let pair = format!("{name}={value}");
                headers.insert(COOKIE, HeaderValue::from_str(&pair).expect("a header"));
                assert_eq!(secret(&headers, &origin).is_some(), comes_back, "{pair}");
            }
        }
    }
}
