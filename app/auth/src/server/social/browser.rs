//! The cookie by which a browser is recognised that went to a provider, and what is made from its secret.
//!
//! The secret binds an attempt to its browser (RFC 9700 §4.7): who is handed an address with somebody else's `state` and `code` has not the
//! secret. Nonce and code verifier are made from it, so that the database knows neither of them.

use app_kernel::{Origin, cookie::value_in};
use argon2::password_hash::rand_core::{OsRng, RngCore};
use axum::http::{HeaderMap, HeaderValue};
use axum_extra::extract::cookie::{Cookie, SameSite};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use time::Duration;

/// Longer than any attempt lives, so that one which came too late is told so.
const MAX_AGE: Duration = Duration::hours(1);

/// The name, with the prefix that keeps other hosts of the same site from setting it (RFC 6265bis §4.1.3.2).
const fn name(https: bool) -> &'static str {
    if https {
        "__Host-cfmall-social"
    } else {
        "cfmall-social"
    }
}

/// The browser's secret, if it brought one.
pub(in crate::server) fn secret(headers: &HeaderMap, origin: &Origin) -> Option<SecretString> {
    value_in(headers, name(origin.is_https()))
        .filter(|value| is_random(value))
        .map(SecretString::from)
}

/// Whether a text can be one of [`random`].
pub(in crate::server) fn is_random(text: &str) -> bool {
    let is_base64url = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    text.len() == 43 && text.bytes().all(is_base64url)
}

/// 256 random bits, as text.
pub(in crate::server) fn random() -> String {
    let mut bytes = [0; 32];
    OsRng.fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The cookie with the secret. A provider sends the browser back from another site, so it is `Lax`.
pub(in crate::server) fn cookie(secret: &SecretString, origin: &Origin) -> HeaderValue {
    let https = origin.is_https();
    let cookie = Cookie::build((name(https), secret.expose_secret()))
        .path("/")
        .max_age(MAX_AGE)
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(https);
    HeaderValue::from_str(&cookie.to_string()).expect("a secret is visible ASCII")
}

/// What goes to the provider with one attempt and is known to the browser alone.
pub(in crate::server) struct Derived {
    /// Comes back in the ID token (OpenID Connect Core §3.1.2.1).
    pub(in crate::server) nonce: String,
    /// Proves at the token endpoint that the code is ours (RFC 7636).
    pub(in crate::server) verifier: SecretString,
}

/// What belongs to this attempt of this browser.
pub(in crate::server) fn derived(secret: &SecretString, state: &str) -> Derived {
    let made = |label: &str| {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes())
            .expect("HMAC takes keys of any length");
        mac.update(format!("{label} {state}").as_bytes());
        URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    };
    Derived {
        nonce: made("nonce"),
        verifier: made("verifier").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::header::COOKIE;

    #[test]
    fn what_an_attempt_carries_is_its_own() {
        let (secret, other) = (SecretString::from(random()), SecretString::from(random()));
        let first = derived(&secret, "a");
        let again = derived(&secret, "a");
        assert_eq!(first.nonce, again.nonce);
        assert_eq!(first.verifier.expose_secret(), again.verifier.expose_secret());
        assert_ne!(&first.nonce, first.verifier.expose_secret());
        assert_ne!(first.nonce, derived(&secret, "b").nonce);
        assert_ne!(first.nonce, derived(&other, "a").nonce);
        // RFC 7636 §4.1: 43 to 128 characters.
        assert_eq!(first.verifier.expose_secret().len(), 43);
    }

    #[test]
    fn a_secret_comes_back_with_its_cookie_only() {
        let origin = |text| Origin::parse(text).expect("an origin");
        let secret_of = random();
        for (address, name) in [
            ("https://auth.cfmall.example", "__Host-cfmall-social"),
            ("http://cfmall.localhost:3000", "cfmall-social"),
        ] {
            let set = cookie(&SecretString::from(secret_of.clone()), &origin(address));
            let set = set.to_str().expect("ASCII");
            assert!(
                set.starts_with(&format!("{name}={secret_of}; HttpOnly; SameSite=Lax")),
                "{set}"
            );
            let mut headers = HeaderMap::new();
            headers.insert(
                COOKIE,
                HeaderValue::from_str(&format!("{name}={secret_of}")).expect("a header"),
            );
            let brought = secret(&headers, &origin(address)).expect("a secret");
            assert_eq!(brought.expose_secret(), secret_of);
        }
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static("__Host-cfmall-social=short"));
        assert!(secret(&headers, &origin("https://auth.cfmall.example")).is_none());
    }
}
