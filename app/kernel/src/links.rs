//! Where the two halves of the mall live, seen from a browser.

use std::fmt;
use url::Url;

/// A web origin (RFC 6454): scheme, host and port, nothing else. Kept in its serialised form, without a trailing slash.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin(Url);

/// Why a text is not an origin.
#[derive(Debug, thiserror::Error)]
pub enum OriginError {
    /// Not an absolute address at all.
    #[error("{0:?} is not an absolute http(s) address: {1}")]
    NotAnAddress(String, url::ParseError),
    /// An address with more than scheme, host and port, or another scheme.
    #[error("{0:?} is not an origin: write scheme, host and port only, such as https://cfmall.example")]
    NotAnOrigin(String),
}

impl Origin {
    /// Reads `http://cfmall.localhost:3000` or `https://cfmall.example`.
    pub fn parse(text: &str) -> Result<Self, OriginError> {
        let url = Url::parse(text).map_err(|error| OriginError::NotAnAddress(text.to_owned(), error))?;
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let anonymous = url.username().is_empty() && url.password().is_none();
        if !matches!(url.scheme(), "http" | "https") || !bare || !anonymous || url.host().is_none() {
            return Err(OriginError::NotAnOrigin(text.to_owned()));
        }
        Ok(Self(url))
    }

    /// The host name, without port.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Whether browsers reach it over TLS.
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// An absolute address on this origin; `path` starts with a slash.
    pub fn at(&self, path: &str) -> String {
        debug_assert!(
            path.starts_with('/'),
            "a path on an origin starts with a slash: {path:?}"
        );
        format!("{self}{path}")
    }

    /// Whether an absolute address belongs to this origin.
    pub fn owns(&self, url: &Url) -> bool {
        self.0.origin() == url.origin()
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

/// The public origins of the two services. In the monolith and behind one host they are equal, and links are still
/// absolute: one process or many, every visitor takes the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Links {
    /// Where pages of the shop live.
    pub mall: Origin,
    /// Where pages of the account live.
    pub auth: Origin,
}

impl Links {
    /// An absolute address in the shop.
    pub fn mall(&self, path: &str) -> String {
        self.mall.at(path)
    }

    /// An absolute address in the account service.
    pub fn auth(&self, path: &str) -> String {
        self.auth.at(path)
    }

    /// Whether this is one of our two origins.
    pub fn owns(&self, url: &Url) -> bool {
        self.mall.owns(url) || self.auth.owns(url)
    }
}

#[cfg(test)]
mod tests {
    use super::Origin;

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let origin = Origin::parse("http://cfmall.localhost:3000").expect("an origin");
        assert_eq!(origin.to_string(), "http://cfmall.localhost:3000");
        assert_eq!(origin.at("/c/phones"), "http://cfmall.localhost:3000/c/phones");
        assert_eq!(origin.host(), "cfmall.localhost");
        assert_eq!(
            Origin::parse("https://a.example:443/")
                .expect("an origin")
                .to_string(),
            "https://a.example"
        );
    }

    #[test]
    fn anything_more_is_refused() {
        for text in [
            "cfmall",
            "//cfmall",
            "ftp://a",
            "http://a/b",
            "http://a?x",
            "http://a#x",
            "http://u@a",
            "data:x",
        ] {
            assert!(Origin::parse(text).is_err(), "{text}");
        }
    }
}
