//! The session cookie: what a request brought, and what a response says.

use crate::{config::SessionConfig, token::Token};
use axum_extra::extract::cookie::{Cookie, SameSite};
use http::{HeaderMap, HeaderValue, header::SET_COOKIE};
use std::time::Duration;

/// More values of one name than a browser has a reason to send; the rest is not looked at.
const SEVERAL: usize = 4;

/// The cookie with all its attributes; without `max_age` it ends with the browser. `Lax`, not `Strict`: a visitor who
/// comes from a link elsewhere is logged in.
pub(crate) fn build(config: &SessionConfig, value: String, max_age: Option<Duration>) -> Cookie<'static> {
    let mut cookie = Cookie::build((config.cookie_name(), value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(!config.insecure)
        .build();
    if let Some(max_age) = max_age {
        cookie.set_max_age(time::Duration::try_from(max_age).unwrap_or(time::Duration::MAX));
    }
    if let Some(domain) = config.cookie_domain() {
        cookie.set_domain(domain.to_owned());
    }
    cookie
}

/// The cookie that takes it back. With the same attributes, `Secure` too: a browser ignores a prefixed cookie without it.
pub(crate) fn removal(config: &SessionConfig) -> Cookie<'static> {
    build(config, String::new(), Some(Duration::ZERO))
}

/// tower-sessions 0.14 removes its cookie without `Secure`, and a browser ignores a `__Host-` or `__Secure-` cookie
/// that lacks it, so that the cookie would stay (maxcountryman/tower-sessions#268, not released). Replaced by ours.
pub(crate) fn mend_removal(config: &SessionConfig, headers: &mut HeaderMap) {
    let prefix = format!("{}=;", config.cookie_name());
    let (removals, others): (Vec<_>, Vec<_>) = headers
        .get_all(SET_COOKIE)
        .iter()
        .cloned()
        .partition(|value| value.as_bytes().starts_with(prefix.as_bytes()));
    if removals.is_empty() {
        return;
    }
    headers.remove(SET_COOKIE);
    for value in others {
        headers.append(SET_COOKIE, value);
    }
    if let Ok(value) = HeaderValue::from_str(&removal(config).to_string()) {
        headers.append(SET_COOKIE, value);
    }
}

/// The values of the session cookie a request brought, in the order they came.
pub(crate) fn values_in<'a>(
    config: &SessionConfig,
    headers: &'a HeaderMap,
) -> impl DoubleEndedIterator<Item = &'a str> {
    let name = config.cookie_name();
    // Bytes that are no text are no cookie of ours, and must not hide one that is.
    headers
        .get_all(http::header::COOKIE)
        .iter()
        .flat_map(|header| header.as_bytes().split(|byte| *byte == b';'))
        .filter_map(|pair| std::str::from_utf8(pair).ok())
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(move |(found, _)| *found == name)
        .map(|(_, value)| value)
}

/// What a request brought under the session cookie's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Presented {
    Nothing,
    /// Values, but none that could be a session's.
    Nonsense,
    One(Token),
    /// Several that differ.
    Several(Vec<Token>),
}

impl Presented {
    pub(crate) fn in_request(headers: &HeaderMap, config: &SessionConfig) -> Self {
        let mut tokens = Vec::new();
        let mut any = false;
        for value in values_in(config, headers) {
            any = true;
            let token = value.parse().ok().filter(|token| !tokens.contains(token));
            tokens.extend(token.filter(|_| tokens.len() < SEVERAL));
        }
        match (tokens.as_slice(), any) {
            ([], false) => Self::Nothing,
            ([], true) => Self::Nonsense,
            ([one], _) => Self::One(*one),
            _ => Self::Several(tokens),
        }
    }

    /// What the session mark is made of.
    pub(crate) fn mark(&self) -> Option<String> {
        match self {
            Self::Nothing | Self::Nonsense => None,
            Self::One(token) => Some(token.reveal()),
            Self::Several(tokens) => tokens.last().map(|token| token.reveal()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CookieScope, StoreKind};
    use http::header::COOKIE;

    fn config(scope: CookieScope, insecure: bool) -> SessionConfig {
        SessionConfig {
            scope,
            insecure,
            ..SessionConfig::for_tests(StoreKind::Postgres)
        }
    }

    fn presented(cookies: &[&[u8]]) -> Presented {
        let mut headers = HeaderMap::new();
        for cookie in cookies {
            headers.append(COOKIE, HeaderValue::from_bytes(cookie).expect("a header"));
        }
        Presented::in_request(&headers, &config(CookieScope::Host, false))
    }

    #[test]
    fn the_removal_has_the_attributes_of_what_it_removes() {
        for (scope, insecure, expected) in [
            (
                CookieScope::Host,
                false,
                "__Host-cfmall=; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=0",
            ),
            (
                CookieScope::Parent("cfmall.example".into()),
                false,
                "__Secure-cfmall=; HttpOnly; SameSite=Lax; Secure; Path=/; Domain=cfmall.example; Max-Age=0",
            ),
            (
                CookieScope::Host,
                true,
                "cfmall=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0",
            ),
        ] {
            assert_eq!(removal(&config(scope, insecure)).to_string(), expected);
        }
    }

    #[test]
    fn values_are_read_as_hostile_input() {
        const A: &str = "AAAAAAAAAAAAAAAAAAAAAA";
        const B: &str = "BBBBBBBBBBBBBBBBBBBBBA";
        let a = A.parse().expect("a token");
        let b = B.parse().expect("a token");
        assert_eq!(presented(&[]), Presented::Nothing);
        assert_eq!(
            presented(&[b"other=1; __Host-cfmallx=AAAAAAAAAAAAAAAAAAAAAA"]),
            Presented::Nothing
        );
        assert_eq!(presented(&[b"__Host-cfmall="]), Presented::Nonsense);
        assert_eq!(presented(&[b"__Host-cfmall=\xff\xfe"]), Presented::Nothing);
        let one = format!("x=\u{4f1a}; __Host-cfmall={A};__Host-cfmall=garbage");
        assert_eq!(presented(&[one.as_bytes()]), Presented::One(a));
        let same = format!("__Host-cfmall={A}");
        assert_eq!(
            presented(&[b"bad=\xff", same.as_bytes(), same.as_bytes()]),
            Presented::One(a)
        );
        let two = format!("__Host-cfmall={A}; __Host-cfmall={B}");
        assert_eq!(presented(&[two.as_bytes()]), Presented::Several(vec![a, b]));
    }

    /// Also for an engine that follows coverage:
    /// `cargo bolero test --rustc-bootstrap --profile dev --package app-session cookie::tests::a_good_cookie_is_found_among_anything`
    #[test]
    fn a_good_cookie_is_found_among_anything() {
        const GOOD: &str = "GoodGoodGoodGoodGoodGg";
        let good: Token = GOOD.parse().expect("a token");
        bolero::check!()
            .with_iterations(20_000)
            .with_type::<(Vec<Vec<u8>>, u8, bool)>()
            .for_each(|(junk, position, named)| {
                let mut junk: Vec<_> = junk.iter().take(8).cloned().collect();
                if *named {
                    // Nearer to what an attacker would send.
                    for value in &mut junk {
                        value.splice(0..0, *b"__Host-cfmall=");
                    }
                }
                let alone = presented_if_possible(&junk);
                let before = match alone {
                    Presented::Nothing | Presented::Nonsense => Vec::new(),
                    Presented::One(token) => vec![token],
                    Presented::Several(tokens) => tokens,
                };
                assert!(before.len() <= SEVERAL);
                assert!((1..before.len()).all(|index| !before[..index].contains(&before[index])));
                junk.insert(
                    usize::from(*position) % (junk.len() + 1),
                    format!("__Host-cfmall={GOOD}").into_bytes(),
                );
                match presented_if_possible(&junk) {
                    Presented::One(token) => assert_eq!((token, before.len()), (good, 0)),
                    Presented::Several(tokens) => assert!(!before.is_empty() && tokens.len() <= SEVERAL),
                    Presented::Nothing | Presented::Nonsense => panic!("it is hidden by {junk:?}"),
                }
            });
    }

    /// Headers can be any bytes but control characters; others never reach us.
    fn presented_if_possible(values: &[Vec<u8>]) -> Presented {
        let mut headers = HeaderMap::new();
        for value in values {
            if let Ok(value) = HeaderValue::from_bytes(value) {
                headers.append(COOKIE, value);
            }
        }
        Presented::in_request(&headers, &config(CookieScope::Host, false))
    }
}
