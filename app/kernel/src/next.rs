//! Where a visitor goes after logging in: a closed choice, never a string from the address bar.

use crate::{Links, path::is_page};
use std::fmt;
use url::Url;

/// The page a visitor is sent to after a form: an absolute address on one of our own origins (ASVS 5.0 3.7.2: redirects
/// only to allow-listed places).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next(Url);

/// Longer addresses are not ours; the limit keeps redirect headers below what proxies accept.
const MAX_LENGTH: usize = 2_000;

impl Next {
    /// Accepts an absolute address of `links`, or a path, which is taken to be on the mall.
    ///
    /// Only pages ([`is_page`](crate::path::is_page)): the browser comes with `GET`, and the address of a form would answer 405.
    ///
    /// Everything else is `None`: foreign origins, `//evil`, `\\evil`, control characters, other schemes. The parser
    /// is the one of browsers (WHATWG URL), so what it calls ours is what a browser will open.
    pub fn parse(text: &str, links: &Links) -> Option<Self> {
        // Browsers strip tabs and line breaks and read `\` as `/`; an honest address contains neither.
        if text.is_empty() || text.len() > MAX_LENGTH || text.contains(|c: char| c.is_control() || c == '\\')
        {
            return None;
        }
        let url = if text.starts_with('/') {
            Url::parse(&links.mall("/")).ok()?.join(text).ok()?
        } else {
            Url::parse(text).ok()?
        };
        let anonymous = url.username().is_empty() && url.password().is_none();
        (anonymous && links.owns(&url) && is_page(url.path())).then_some(Self(url))
    }

    /// The front page of the mall.
    ///
    /// # Panics
    /// Never: the front page is one of ours by construction.
    pub fn home(links: &Links) -> Self {
        Self::parse("/", links).expect("the front page of the mall is always allowed")
    }

    /// The address as percent-encoded ASCII, safe in a `Location` header.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The query `next=…`, encoded.
    pub fn as_query(&self) -> String {
        crate::path::query(&[("next", self.as_str())])
    }
}

impl fmt::Display for Next {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Origin;

    fn links() -> Links {
        Links {
            mall: Origin::parse("http://cfmall.localhost:3000").expect("an origin"),
            auth: Origin::parse("http://auth.cfmall.localhost:3000").expect("an origin"),
        }
    }

    #[test]
    fn our_own_pages_are_allowed() {
        let next = |text| Next::parse(text, &links()).map(|next| next.to_string());
        assert_eq!(
            next("/p/100101?x=1"),
            Some("http://cfmall.localhost:3000/p/100101?x=1".into())
        );
        assert_eq!(
            next("http://auth.cfmall.localhost:3000/account"),
            Some("http://auth.cfmall.localhost:3000/account".into())
        );
        assert_eq!(
            next("/apiary"),
            Some("http://cfmall.localhost:3000/apiary".into())
        );
        assert_eq!(
            next("/search?q=耳机"),
            Some("http://cfmall.localhost:3000/search?q=%E8%80%B3%E6%9C%BA".into())
        );
    }

    #[test]
    fn everything_else_is_not() {
        for text in [
            "",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            "http://cfmall.localhost:3000@evil.example/",
            "http://cfmall.localhost.evil.example:3000/",
            "http://user@cfmall.localhost:3000/",
            "https://cfmall.localhost:3000/",
            "http://cfmall.localhost:3001/",
            "/\t/evil.example",
            "/a\r\nSet-Cookie: x=1",
            "evil",
            "data:text/html,x",
            "///evil.example",
            "/api/auth/login",
            "http://auth.cfmall.localhost:3000/api/auth/login",
            "/c/../api/auth/logout",
            "/pkg/cfmall.css",
            "/pictures/x.svg",
            "/robots.txt",
            "/readyz",
            "/login",
            "/login/check?next=%2F",
            "/register?next=%2F",
            "/\0",
        ] {
            assert_eq!(Next::parse(text, &links()), None, "{text:?}");
        }
        assert_eq!(
            Next::parse(&format!("/{}", "a".repeat(MAX_LENGTH)), &links()),
            None
        );
    }
}
