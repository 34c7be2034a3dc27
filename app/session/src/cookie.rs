//! The session cookie: what a request brought, and what a response says.

use crate::{
    config::{CookieScope, SessionConfig},
    token::Token,
};
use axum_extra::extract::cookie::{Cookie, SameSite};
use http::{
    HeaderMap, HeaderValue,
    header::{COOKIE, SET_COOKIE},
};
use std::time::Duration;

/// The most values of one name that are looked at; a browser has no reason to send more.
const MOST_VALUES: usize = 4;

/// The session cookie of one deployment: its name and attributes.
#[derive(Clone, Debug)]
pub struct SessionCookie {
    name: String,
    domain: Option<String>,
    secure: bool,
}

impl SessionCookie {
    /// The cookie for `config`. Its name is the application's with a prefix that makes browsers hold us to our word (RFC
    /// 6265bis §4.1.3): `__Host-` means no other host can have set it, `__Secure-` that it never travels in the clear.
    pub fn new(config: &SessionConfig) -> Self {
        let (prefix, domain) = match &config.scope {
            CookieScope::Host => ("__Host-", None),
            CookieScope::Parent(domain) => ("__Secure-", Some(domain.clone())),
        };
        let prefix = if config.insecure { "" } else { prefix };
        Self {
            name: format!("{prefix}{}", config.application),
            domain,
            secure: !config.insecure,
        }
    }

    /// The cookie's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The `Domain` attribute.
    pub fn domain(&self) -> Option<&str> {
        self.domain.as_deref()
    }

    /// Whether the cookie has the attribute `Secure`.
    pub const fn is_secure(&self) -> bool {
        self.secure
    }

    /// The cookie with this value and all its attributes; without `max_age` it ends with the browser. `Lax`, not `Strict`: a
    /// visitor who comes from a link elsewhere is logged in.
    pub fn build(&self, value: String, max_age: Option<Duration>) -> Cookie<'static> {
        let mut cookie = Cookie::build((self.name.clone(), value))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.secure)
            .build();
        if let Some(max_age) = max_age {
            cookie.set_max_age(time::Duration::try_from(max_age).unwrap_or(time::Duration::MAX));
        }
        if let Some(domain) = &self.domain {
            cookie.set_domain(domain.clone());
        }
        cookie
    }

    /// The cookie that takes it back. With the same attributes, `Secure` too: a browser ignores a prefixed cookie without it.
    pub fn removal(&self) -> Cookie<'static> {
        self.build(String::new(), Some(Duration::ZERO))
    }

    /// The values under the cookie's name that a request brought, in the order they came.
    pub fn values_in<'a>(&'a self, headers: &'a HeaderMap) -> impl DoubleEndedIterator<Item = &'a str> {
        // Bytes that are no text are no cookie of ours, and must not hide one that is.
        headers
            .get_all(COOKIE)
            .iter()
            .flat_map(|header| header.as_bytes().split(|byte| *byte == b';'))
            .filter_map(|pair| std::str::from_utf8(pair).ok())
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(name, _)| *name == self.name)
            .map(|(_, value)| value)
    }
}

/// Adds a cookie to a response's headers.
pub(crate) fn add(headers: &mut HeaderMap, cookie: &Cookie<'_>) {
    if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
        headers.append(SET_COOKIE, value);
    }
}

/// What a request brought under the session cookie's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Presented {
    Nothing,
    /// Values, but none that could be a session's.
    Malformed,
    One(Token),
    /// Several that differ.
    Several(Vec<Token>),
}

impl Presented {
    pub(crate) fn in_request(headers: &HeaderMap, cookie: &SessionCookie) -> Self {
        let mut tokens = Vec::new();
        let mut any = false;
        for value in cookie.values_in(headers) {
            any = true;
            let token = value.parse().ok().filter(|token| !tokens.contains(token));
            tokens.extend(token.filter(|_| tokens.len() < MOST_VALUES));
        }
        match (tokens.as_slice(), any) {
            ([], false) => Self::Nothing,
            ([], true) => Self::Malformed,
            ([one], _) => Self::One(*one),
            _ => Self::Several(tokens),
        }
    }

    /// All values that could be a session's.
    pub(crate) fn tokens(&self) -> &[Token] {
        match self {
            Self::Nothing | Self::Malformed => &[],
            Self::One(token) => std::slice::from_ref(token),
            Self::Several(tokens) => tokens,
        }
    }

    /// The cookie's value that the session mark is made of.
    pub(crate) fn marked(&self) -> Option<String> {
        self.tokens().last().map(|token| token.reveal())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookie(scope: CookieScope, insecure: bool) -> SessionCookie {
        SessionCookie::new(&SessionConfig {
            scope,
            insecure,
            ..SessionConfig::new("shop")
        })
    }

    fn presented(cookies: &[&[u8]]) -> Presented {
        let mut headers = HeaderMap::new();
        for cookie in cookies {
            headers.append(COOKIE, HeaderValue::from_bytes(cookie).expect("a header"));
        }
        Presented::in_request(&headers, &cookie(CookieScope::Host, false))
    }

    #[test]
    fn the_removal_has_the_attributes_of_what_it_removes() {
        for (scope, insecure, expected) in [
            (
                CookieScope::Host,
                false,
                "__Host-shop=; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=0",
            ),
            (
                CookieScope::Parent("shop.example".into()),
                false,
                "__Secure-shop=; HttpOnly; SameSite=Lax; Secure; Path=/; Domain=shop.example; Max-Age=0",
            ),
            (
                CookieScope::Host,
                true,
                "shop=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0",
            ),
        ] {
            assert_eq!(cookie(scope, insecure).removal().to_string(), expected);
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
            presented(&[b"other=1; __Host-shopx=AAAAAAAAAAAAAAAAAAAAAA"]),
            Presented::Nothing
        );
        assert_eq!(presented(&[b"__Host-shop="]), Presented::Malformed);
        assert_eq!(presented(&[b"__Host-shop=\xff\xfe"]), Presented::Nothing);
        let one = format!("x=\u{4f1a}; __Host-shop={A};__Host-shop=garbage");
        assert_eq!(presented(&[one.as_bytes()]), Presented::One(a));
        let same = format!("__Host-shop={A}");
        assert_eq!(
            presented(&[b"bad=\xff", same.as_bytes(), same.as_bytes()]),
            Presented::One(a)
        );
        let two = format!("__Host-shop={A}; __Host-shop={B}");
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
                        value.splice(0..0, *b"__Host-shop=");
                    }
                }
                let alone = presented_if_possible(&junk);
                let before = match alone {
                    Presented::Nothing | Presented::Malformed => Vec::new(),
                    Presented::One(token) => vec![token],
                    Presented::Several(tokens) => tokens,
                };
                assert!(before.len() <= MOST_VALUES);
                assert!((1..before.len()).all(|index| !before[..index].contains(&before[index])));
                junk.insert(
                    usize::from(*position) % (junk.len() + 1),
                    format!("__Host-shop={GOOD}").into_bytes(),
                );
                match presented_if_possible(&junk) {
                    Presented::One(token) => assert_eq!((token, before.len()), (good, 0)),
                    Presented::Several(tokens) => assert!(!before.is_empty() && tokens.len() <= MOST_VALUES),
                    Presented::Nothing | Presented::Malformed => panic!("it is hidden by {junk:?}"),
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
        Presented::in_request(&headers, &cookie(CookieScope::Host, false))
    }
}
