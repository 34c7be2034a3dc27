//! What a browser was doing when it sent a request: half of the rules ask for it.

use serde::{Deserialize, Serialize};
use url::Url;

use super::{engine::Profile, host};

/// The circumstances of one request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Context {
    /// The method of the request.
    #[serde(default = "get", skip_serializing_if = "is_get")]
    pub method: String,
    /// The page that caused the request; absent if somebody typed the address, chose a bookmark, or came from outside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initiator: Option<Url>,
    /// What the answer is for.
    #[serde(default)]
    pub purpose: Purpose,
    /// The addresses that redirected the request here, the first one first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub redirected_by: Vec<Url>,
}

/// What the answer to a request is for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// The page in the address bar.
    #[default]
    TopLevel,
    /// A page in a frame of the page `top`.
    Frame {
        /// The page in the address bar.
        top: Url,
    },
    /// Something that a script asked for, or that a page shows, in the page `top`.
    Subresource {
        /// The page in the address bar.
        top: Url,
        /// Whether credentials go along (Fetch standard, credentials mode).
        credentials: Credentials,
    },
}

/// The credentials mode of a request (Fetch standard).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Credentials {
    /// Never.
    Omit,
    /// Only to the page's own origin: the default of `fetch`.
    SameOrigin,
    /// Always.
    Include,
}

impl Default for Context {
    fn default() -> Self {
        Self::typed()
    }
}

impl Context {
    /// An address that somebody typed.
    pub fn typed() -> Self {
        Self {
            method: get(),
            initiator: None,
            purpose: Purpose::TopLevel,
            redirected_by: Vec::new(),
        }
    }

    /// A link on the page `from`.
    pub fn link(from: Url) -> Self {
        Self {
            initiator: Some(from),
            ..Self::typed()
        }
    }

    /// A form with the method `POST` on the page `from`.
    pub fn post(from: Url) -> Self {
        Self {
            method: "POST".to_owned(),
            ..Self::link(from)
        }
    }

    /// A script's `fetch` in the page `top`.
    pub fn fetch(top: Url, credentials: Credentials) -> Self {
        Self {
            initiator: Some(top.clone()),
            purpose: Purpose::Subresource { top, credentials },
            ..Self::typed()
        }
    }

    /// A frame in the page `top`.
    pub fn frame(top: Url) -> Self {
        Self {
            initiator: Some(top.clone()),
            purpose: Purpose::Frame { top },
            ..Self::typed()
        }
    }

    /// Whether the answer is the page in the address bar.
    pub const fn is_top_level(&self) -> bool {
        matches!(self.purpose, Purpose::TopLevel)
    }

    /// Whether the method is safe (RFC 9110 §9.2.1).
    pub fn is_safe(&self) -> bool {
        matches!(self.method.as_str(), "GET" | "HEAD" | "OPTIONS" | "TRACE")
    }

    /// The page in the address bar while `url` is asked for.
    pub fn top<'a>(&'a self, url: &'a Url) -> &'a Url {
        match &self.purpose {
            Purpose::TopLevel => url,
            Purpose::Frame { top } | Purpose::Subresource { top, .. } => top,
        }
    }

    /// Whether cookies may go along at all (Fetch standard, credentials mode).
    pub fn sends_credentials(&self, url: &Url) -> bool {
        match &self.purpose {
            Purpose::Subresource { top, credentials } => match credentials {
                Credentials::Omit => false,
                Credentials::SameOrigin => top.origin() == url.origin(),
                Credentials::Include => true,
            },
            Purpose::TopLevel | Purpose::Frame { .. } => true,
        }
    }

    /// Whether the page in the address bar is of another site than `url`, so that cookies are those of a third party.
    pub fn is_third_party(&self, url: &Url) -> bool {
        !host::same_site(self.top(url), url, false)
    }

    /// Whether the request is same-site (RFC 6265bis §5.2). `schemeful` as the engine does it, or not.
    pub fn is_same_site(&self, url: &Url, profile: &Profile, schemeful: bool) -> bool {
        let is_same = |other: &Url| host::same_site(other, url, schemeful);
        self.initiator.as_ref().is_none_or(is_same)
            && is_same(self.top(url))
            && (!profile.minds_redirects || self.redirected_by.iter().all(is_same))
    }
}

fn get() -> String {
    "GET".to_owned()
}

fn is_get(method: &str) -> bool {
    method == "GET"
}
