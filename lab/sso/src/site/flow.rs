//! A login that is under way, in a cookie of the browser that began it.

use crate::secret;
use app_kernel::cookie::value_in;
use axum::http::{HeaderMap, HeaderValue};
use axum_extra::extract::cookie::{Cookie, SameSite};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use time::Duration;

/// How long somebody may take for the form at the authority.
const MAX_AGE: Duration = Duration::minutes(10);
/// The digits of the state that are in the cookie's name: two tabs log in beside each other.
const NAMED: usize = 8;

/// A login that is under way.
pub(super) struct Flow {
    /// Comes back with the code: only who has the cookie can have begun it, and nobody else's code is taken (login CSRF,
    /// RFC 6749 §10.12).
    pub(super) state: String,
    /// Proves at the exchange that the code was asked for by this browser (RFC 7636).
    pub(super) verifier: String,
    /// The page to go to at last.
    pub(super) next: String,
}

impl Flow {
    /// A new one, which ends at the page `next`.
    pub(super) fn new(next: &str) -> Self {
        Self {
            state: secret::fresh(),
            verifier: secret::fresh(),
            next: next.to_owned(),
        }
    }

    /// The one that came back with `state`, if this browser began it.
    pub(super) fn find(state: &str, headers: &HeaderMap) -> Option<Self> {
        let is_ours = state.len() == 43 && state.bytes().all(|byte| byte.is_ascii_graphic());
        let value = value_in(headers, &name(is_ours.then_some(state)?))?;
        let mut parts = value.split('.');
        let (known, verifier, next) = (parts.next()?, parts.next()?, parts.next()?);
        let next = String::from_utf8(URL_SAFE_NO_PAD.decode(next).ok()?).ok()?;
        secret::same(known, state).then(|| Self {
            state: state.to_owned(),
            verifier: verifier.to_owned(),
            next,
        })
    }

    /// The cookie that keeps it. `Lax`: the way back is a link from another site, and `Strict` would lose it.
    pub(super) fn keep(&self) -> HeaderValue {
        let next = URL_SAFE_NO_PAD.encode(&self.next);
        let value = format!("{}.{}.{next}", self.state, self.verifier);
        self.cookie(value, MAX_AGE)
    }

    /// The cookie taken back: a state is good for one answer.
    pub(super) fn forget(&self) -> HeaderValue {
        self.cookie(String::new(), Duration::ZERO)
    }

    fn cookie(&self, value: String, max_age: Duration) -> HeaderValue {
        let cookie = Cookie::build((name(&self.state), value))
            .path("/")
            .max_age(max_age)
            .http_only(true)
            .secure(true)
            .same_site(SameSite::Lax);
        HeaderValue::from_str(&cookie.to_string()).expect("base64url is a valid header")
    }
}

/// `__Host-`: no other host can have set it (RFC 6265bis §4.1.3.2).
fn name(state: &str) -> String {
    format!("__Host-sso-{}", state.get(..NAMED).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::header::COOKIE;

    fn with_cookie(set_cookie: &HeaderValue) -> HeaderMap {
        let line = set_cookie.to_str().expect("ASCII");
        let pair = line.split(';').next().expect("a pair");
        HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(pair).expect("a header"))])
    }

    #[test]
    fn only_the_browser_that_began_it_finds_it() {
        let flow = Flow::new("http://cfmall-sso.localhost/p/1");
        let headers = with_cookie(&flow.keep());
        let found = Flow::find(&flow.state, &headers).expect("found");
        assert_eq!((&found.verifier, &found.next), (&flow.verifier, &flow.next));
        assert!(
            Flow::find(&flow.state, &HeaderMap::new()).is_none(),
            "another browser"
        );
        let mut other = flow.state.clone();
        other.replace_range(42..43, if other.ends_with('A') { "B" } else { "A" });
        assert!(Flow::find(&other, &headers).is_none(), "another state");
        for odd in ["", "x", "状态状态状态状态状态状态状"] {
            assert!(Flow::find(odd, &headers).is_none(), "{odd}");
        }
    }
}
