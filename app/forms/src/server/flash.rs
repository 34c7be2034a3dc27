//! A notice on its way from the `POST` to the page behind the redirect.
//!
//! It travels in a short-lived cookie of its own, because guests have no session and shall not get one for mistyping.
//! Nothing is decided by what it says, and it is shown as text only, so it needs no signature.

use crate::notice::Notice;
use app_kernel::cookie::value_in;
use app_ui::{respond, visit};
use axum::http::{HeaderMap, HeaderValue, header::SET_COOKIE, request::Parts};
use axum_extra::extract::cookie::{Cookie, SameSite};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use leptos::prelude::use_context;
use time::Duration;

/// Long enough for the redirect to be followed.
const MAX_AGE: Duration = Duration::minutes(1);
/// Long enough for a login, also with a code and a new password.
const KEPT: Duration = Duration::minutes(30);
/// In bytes: longer than anything that can be typed, as JSON in base64.
const MAX_LENGTH: usize = 3_072;

/// The cookie that carries `notice`. Base64url, because a cookie value may hold neither quotes nor Chinese.
pub(super) fn cookie<N: Notice>(notice: &N, https: bool) -> HeaderValue {
    header::<N>(encoded(notice), MAX_AGE, https)
}

fn encoded<N: Notice>(notice: &N) -> String {
    let json = serde_json::to_vec(notice).expect("a notice is always JSON");
    URL_SAFE_NO_PAD.encode(json)
}

/// The cookie that carries `notice` to a page that is seen after a login only.
pub(super) fn kept<N: Notice>(notice: &N, https: bool) -> HeaderValue {
    header::<N>(encoded(notice), KEPT, https)
}

/// Takes the notice that came with this request, once: it is taken back with the response.
pub fn take<N: Notice>() -> Option<N> {
    take_if(|_| true)
}

/// Takes the notice that came with this request if it is for the page which is shown. It waits otherwise, for the tab that it is for.
pub fn take_if<N: Notice>(is_for_this_page: impl FnOnce(&N) -> bool) -> Option<N> {
    let parts = use_context::<Parts>()?;
    let value = value_in(&parts.headers, N::COOKIE)?;
    let notice = read(value);
    if !notice.as_ref().is_none_or(is_for_this_page) {
        return None;
    }
    let https = visit().site.origin.is_https();
    respond::header(SET_COOKIE, header::<N>(String::new(), Duration::ZERO, https));
    notice
}

/// The notice that comes with a request, which its page still takes.
pub fn peek<N: Notice>(headers: &HeaderMap) -> Option<N> {
    read(value_in(headers, N::COOKIE)?)
}

fn read<N: Notice>(value: &str) -> Option<N> {
    if value.len() > MAX_LENGTH {
        return None;
    }
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(value).ok()?).ok()
}

fn header<N: Notice>(value: String, max_age: Duration, https: bool) -> HeaderValue {
    let cookie = Cookie::build((N::COOKIE, value))
        .path(N::PAGE)
        .max_age(max_age)
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(https);
    HeaderValue::from_str(&cookie.to_string()).expect("base64url is a valid header")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::header::COOKIE;
    use serde::{Deserialize, Serialize};

    #[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
    struct Typed(String);

    impl Notice for Typed {
        const COOKIE: &'static str = "typed";
        const PAGE: &'static str = "/form";
    }

    #[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
    struct Other(String);

    impl Notice for Other {
        const COOKIE: &'static str = "other";
        const PAGE: &'static str = "/form";
    }

    fn brought<N: Notice>(cookie: &str) -> Option<N> {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_str(cookie).expect("a header"));
        peek(&headers)
    }

    #[test]
    fn a_notice_arrives_as_it_was_sent() {
        let notice = Typed("“张\"三”; <b>🐼\r\n".into());
        let cookie = cookie(&notice, true);
        let cookie = cookie.to_str().expect("ASCII");
        let (pair, attributes) = cookie.split_once("; ").expect("attributes");
        assert_eq!(
            attributes,
            "HttpOnly; SameSite=Lax; Secure; Path=/form; Max-Age=60"
        );
        assert_eq!(brought(&format!("a=b; {pair}; c=d")), Some(notice));
        assert_eq!(brought::<Other>(pair), None, "one form's notice is not another's");
    }

    #[test]
    fn the_longest_that_can_be_typed_fits() {
        let notice = Typed("\u{1}".repeat(crate::FIELD_LENGTH));
        let cookie = cookie(&notice, false);
        let pair = cookie.to_str().expect("ASCII").split(';').next().expect("a pair");
        assert_eq!(brought(pair), Some(notice));
    }

    #[test]
    fn what_is_no_notice_says_nothing() {
        for value in ["", "x", "!!", "bnVsbA", &"A".repeat(MAX_LENGTH + 1)] {
            assert_eq!(brought::<Typed>(&format!("typed={value}")), None);
        }
        assert_eq!(brought::<Typed>("typed-too=x; typedx=y"), None);
    }
}
