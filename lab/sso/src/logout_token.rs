//! The message that a session has ended, as `OpenID Connect Back-Channel Logout 1.0` §2.4 has it: a JWT, signed with the secret that
//! the site and the authority share (`HS256`, RFC 7518 §3.2).

use crate::secret;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::Mac;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The one header that is written and accepted: no other algorithm, `none` least of all (RFC 8725 §3.1).
const HEADER: &str = r#"{"alg":"HS256","typ":"logout+jwt"}"#;
/// The event that makes a JWT a logout token.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// How long it may be on its way, in seconds.
const LIFETIME: i64 = 120;
/// How far the two clocks may be apart, in seconds.
const SKEW: i64 = 30;

/// The claims of a logout token.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct LogoutToken {
    /// The authority's origin.
    pub(crate) iss: String,
    /// The site it is for.
    pub(crate) aud: String,
    /// When it was written, in seconds since 1970.
    pub(crate) iat: i64,
    /// When it is good for nothing any more.
    pub(crate) exp: i64,
    /// Its own name.
    pub(crate) jti: String,
    /// The session that has ended: the name it was given for this site alone.
    pub(crate) sid: String,
    events: Value,
    /// Forbidden here, so that an ID token is never taken for a logout token.
    #[serde(skip_serializing)]
    nonce: Option<Value>,
}

impl LogoutToken {
    /// A token that says at `now` to the site `aud` that the session `sid` has ended.
    pub(crate) fn new(iss: &str, aud: &str, sid: &str, now: i64) -> Self {
        Self {
            iss: iss.to_owned(),
            aud: aud.to_owned(),
            iat: now,
            exp: now + LIFETIME,
            jti: secret::fresh(),
            sid: sid.to_owned(),
            events: json!({ EVENT: {} }),
            nonce: None,
        }
    }

    /// The token as it is sent.
    pub(crate) fn sign(&self, key: &str) -> String {
        let claims = serde_json::to_vec(self).expect("claims are JSON");
        let signed = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(HEADER),
            URL_SAFE_NO_PAD.encode(claims)
        );
        let signature = secret::hmac(key, &signed).finalize().into_bytes();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// Reads a token that was sent to the site `aud` by the authority `iss`; `None` if anything about it is not as it must be
    /// (§2.6). A second delivery is accepted: a session that has ended cannot end again.
    pub(crate) fn verify(text: &str, key: &str, iss: &str, aud: &str, now: i64) -> Option<Self> {
        let (signed, signature) = text.rsplit_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        secret::hmac(key, signed).verify_slice(&signature).ok()?;
        let (header, claims) = signed.split_once('.')?;
        if URL_SAFE_NO_PAD.decode(header).ok()? != HEADER.as_bytes() {
            return None;
        }
        let token: Self = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
        let is_now = token.iat <= now + SKEW && now < token.exp + SKEW && token.exp - token.iat <= LIFETIME;
        let is_logout = token.events.get(EVENT).is_some_and(Value::is_object) && token.nonce.is_none();
        (is_now && is_logout && token.iss == iss && token.aud == aud && !token.sid.is_empty())
            .then_some(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "0123456789abcdef0123456789abcdef";

    fn verify(text: &str, now: i64) -> Option<LogoutToken> {
        LogoutToken::verify(text, KEY, "http://auth", "books", now)
    }

    #[test]
    fn what_was_signed_is_read() {
        let text = LogoutToken::new("http://auth", "books", "sid", 1_000).sign(KEY);
        assert!(verify(&text, 1_000).is_some_and(|token| token.sid == "sid"));
        assert!(verify(&text, 1_000 + LIFETIME + SKEW).is_none(), "too old");
        assert!(verify(&text, 1_000 - SKEW - 1).is_none(), "from the future");
    }

    #[test]
    fn anything_else_is_refused() {
        let now = 1_000;
        let good = LogoutToken::new("http://auth", "books", "sid", now);
        for (iss, aud, key) in [
            ("http://other", "books", KEY),
            ("http://auth", "shop", KEY),
            ("http://auth", "books", "another key of the same length!!"),
        ] {
            let text = LogoutToken::new(iss, aud, "sid", now).sign(key);
            assert!(verify(&text, now).is_none(), "{iss} {aud}");
        }
        let claims = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&good).expect("JSON"));
        let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"logout+jwt"}"#);
        assert!(verify(&format!("{none}.{claims}."), now).is_none(), "alg none");
        for (name, value) in [("nonce", json!("n")), ("events", json!({}))] {
            let mut other = serde_json::to_value(&good).expect("JSON");
            other[name] = value;
            let signed = format!(
                "{}.{}",
                URL_SAFE_NO_PAD.encode(HEADER),
                URL_SAFE_NO_PAD.encode(other.to_string())
            );
            let signature = secret::hmac(KEY, &signed).finalize().into_bytes();
            let text = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature));
            assert!(verify(&text, now).is_none(), "{name}");
        }
        for text in ["", ".", "..", "a.b.c", "会.会.会"] {
            assert!(verify(text, now).is_none(), "{text}");
        }
    }
}
