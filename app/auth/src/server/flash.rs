//! A notice on its way from the `POST` to the page behind the redirect.
//!
//! It travels in a short-lived cookie of its own, because guests have no session and shall not get one for mistyping.
//! Nothing is decided by what it says, and it is shown as text only, so it needs no signature.

use crate::notice::Notice;
use app_ui::visit;
use axum::http::{HeaderMap, HeaderValue, header::COOKIE, header::SET_COOKIE, request::Parts};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// Long enough for the redirect to be followed.
const MAX_AGE_SECONDS: u32 = 60;
/// Longer than anything that can be typed, as JSON in base64.
const MAX_LENGTH: usize = 2_048;

/// The cookie that carries `notice`. Base64url, because a cookie value may hold neither quotes nor Chinese.
pub(super) fn cookie<N: Notice>(notice: &N, https: bool) -> HeaderValue {
    let json = serde_json::to_vec(notice).expect("a notice is always JSON");
    header::<N>(&URL_SAFE_NO_PAD.encode(json), MAX_AGE_SECONDS, https)
}

/// The notice that came with this request, once: it is taken back with the response.
pub(crate) fn take<N: Notice>() -> Option<N> {
    let parts = use_context::<Parts>()?;
    let value = value_in::<N>(&parts.headers)?;
    if let Some(options) = use_context::<ResponseOptions>() {
        let https = visit().links().auth.is_https();
        options.append_header(SET_COOKIE, header::<N>("", 0, https));
    }
    read(value)
}

fn read<N: Notice>(value: &str) -> Option<N> {
    if value.len() > MAX_LENGTH {
        return None;
    }
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(value).ok()?).ok()
}

fn value_in<N: Notice>(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok());
    cookies
        .flat_map(|header| header.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(N::COOKIE)?.strip_prefix('='))
}

fn header<N: Notice>(value: &str, max_age: u32, https: bool) -> HeaderValue {
    let (name, page) = (N::COOKIE, N::PAGE);
    let secure = if https { "; Secure" } else { "" };
    HeaderValue::from_str(&format!(
        "{name}={value}; Path={page}; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}"
    ))
    .expect("base64url is a valid header")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        account::notice::{NicknameNotice, PasswordNotice},
        domain::nickname::NicknameError,
        login::notice::{LoginError, LoginNotice},
    };

    fn brought<N: Notice>(cookie: &str) -> Option<N> {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_str(cookie).expect("a header"));
        read(value_in::<N>(&headers)?)
    }

    #[test]
    fn a_notice_arrives_as_it_was_sent() {
        let notice = NicknameNotice::Refused {
            error: NicknameError::TooLong,
            nickname: "“张\"三”; <b>🐼\r\n".into(),
        };
        let cookie = cookie(&notice, true);
        let cookie = cookie.to_str().expect("ASCII");
        let (pair, attributes) = cookie.split_once("; ").expect("attributes");
        assert_eq!(
            attributes,
            "Path=/account; Max-Age=60; HttpOnly; SameSite=Lax; Secure"
        );
        assert_eq!(brought(&format!("a=b; {pair}; c=d")), Some(notice));
        assert_eq!(
            brought::<PasswordNotice>(pair),
            None,
            "one form's notice is not another's"
        );
    }

    #[test]
    fn the_longest_that_can_be_typed_fits() {
        let notice = LoginNotice::Refused {
            error: LoginError::InvalidCredentials,
            account: "\u{1}".repeat(crate::login::page::FIELD_LENGTH),
            remember: true,
        };
        let cookie = cookie(&notice, false);
        let pair = cookie.to_str().expect("ASCII").split(';').next().expect("a pair");
        assert_eq!(brought(pair), Some(notice));
    }

    #[test]
    fn what_is_no_notice_says_nothing() {
        for value in ["", "x", "!!", "bnVsbA", &"A".repeat(MAX_LENGTH + 1)] {
            assert_eq!(brought::<LoginNotice>(&format!("cfmall-login={value}")), None);
        }
        assert_eq!(
            brought::<LoginNotice>("cfmall-login-too=x; cfmall-loginx=y"),
            None
        );
    }
}
