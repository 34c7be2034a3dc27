//! The public origins of the two services, and absolute links to their pages.

use std::fmt;
use url::Url;

/// A web origin (RFC 6454): scheme, host and port, nothing else. Kept in its serialised form, without a trailing slash.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin(Url);

/// The reason why a text is not an [`Origin`].
#[derive(Debug, thiserror::Error)]
pub enum OriginError {
    /// The text is not an absolute address.
    #[error("{0:?} is not an absolute http(s) address: {1}")]
    NotAnAddress(String, url::ParseError),
    /// The address has more than scheme, host and port, or a scheme other than http and https.
    #[error("{0:?} is not an origin: write scheme, host and port only, such as https://cfmall.example")]
    NotAnOrigin(String),
}

impl Origin {
    /// Parses an origin such as `http://cfmall.localhost:3000` or `https://cfmall.example`.
    ///
    /// # Errors
    /// If the text is not an absolute address, or is more than an origin.
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

    /// The port, also where it is the scheme's own and not written.
    pub fn port(&self) -> u16 {
        self.0.port_or_known_default().unwrap_or_default()
    }

    /// Whether the port is the scheme's own: 80 or 443.
    pub fn has_default_port(&self) -> bool {
        self.0.port().is_none()
    }

    /// Host and port as a `Host` header has them: `cfmall.localhost:3000`, `cfmall.example`.
    pub fn authority(&self) -> String {
        self.0.port().map_or_else(
            || self.host().to_owned(),
            |port| format!("{}:{port}", self.host()),
        )
    }

    /// Whether browsers reach this origin over TLS.
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// The absolute address of `path` on this origin. `path` starts with a slash.
    pub fn at(&self, path: &str) -> String {
        debug_assert!(
            path.starts_with('/'),
            "a path on an origin starts with a slash: {path:?}"
        );
        format!("{self}{path}")
    }

    /// Whether `url` is on this origin.
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
    /// The origin of the shop.
    pub mall: Origin,
    /// The origin of the account pages.
    pub auth: Origin,
}

impl Links {
    /// The absolute address of a path of the shop.
    pub fn mall(&self, path: &str) -> String {
        self.mall.at(path)
    }

    /// The absolute address of a path of the account service.
    pub fn auth(&self, path: &str) -> String {
        self.auth.at(path)
    }

    /// Whether `url` is on one of the two origins.
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
