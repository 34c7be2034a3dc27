//! The engines of browsers, and where they differ from one another.

use serde::{Deserialize, Serialize};

/// A browser's engine, with its settings as delivered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Engine {
    /// Chrome, Edge, Opera and others.
    #[default]
    Chromium,
    /// Firefox.
    Firefox,
    /// Safari, and every browser on iOS that has no engine of its own.
    Webkit,
}

/// What an engine does with a cookie in a frame or a subresource of another site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThirdParty {
    /// It is stored and sent like any other that has `SameSite=None`.
    Allowed,
    /// There is a jar for each site in the address bar (Total Cookie Protection).
    Partitioned,
    /// Neither stored nor sent, unless it is `Partitioned`.
    Blocked,
}

/// What is left to an engine, or done differently by one.
///
/// Source of all but the last three: the compatibility data of MDN for `Set-Cookie`, of August 2026.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct Profile {
    /// Whether a cookie without `SameSite` is treated as `Lax`.
    pub lax_by_default: bool,
    /// For how many seconds a cookie without `SameSite` is sent with a cross-site `POST` too (RFC 6265bis §5.6.7.2).
    pub lax_post_seconds: Option<i64>,
    /// Whether `SameSite=None` without `Secure` is refused (RFC 6265bis §5.7, step 19).
    pub none_requires_secure: bool,
    /// Whether http and https of one domain are two sites.
    pub schemeful: bool,
    /// Whether loopback hosts count as secure without TLS. WebKit: no (WebKit bug 281149).
    pub secure_on_loopback: bool,
    /// Whether the prefixes `__Http-` and `__Host-Http-` are known.
    pub http_prefixes: bool,
    /// What is done in frames and subresources of another site.
    pub third_party: ThirdParty,
    /// Whether a redirect through another site makes the request cross-site (httpwg/http-extensions#2750).
    pub minds_redirects: bool,
    /// The longest life, in days, of a cookie that script has written (WebKit's Intelligent Tracking Prevention).
    pub script_days: Option<i64>,
}

/// The number of cookies of one registrable domain above which Chromium and Firefox discard some.
pub const MOST_PER_DOMAIN: usize = 180;

impl Engine {
    /// All engines.
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::Webkit];

    /// The name for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
            Self::Webkit => "WebKit",
        }
    }

    /// What this engine does.
    pub const fn profile(self) -> Profile {
        match self {
            Self::Chromium => Profile {
                lax_by_default: true,
                lax_post_seconds: Some(120),
                none_requires_secure: true,
                schemeful: true,
                secure_on_loopback: true,
                http_prefixes: true,
                third_party: ThirdParty::Allowed,
                minds_redirects: false,
                script_days: None,
            },
            Self::Firefox => Profile {
                lax_by_default: false,
                lax_post_seconds: None,
                none_requires_secure: true,
                schemeful: false,
                secure_on_loopback: true,
                http_prefixes: true,
                third_party: ThirdParty::Partitioned,
                minds_redirects: false,
                script_days: None,
            },
            Self::Webkit => Profile {
                lax_by_default: false,
                lax_post_seconds: None,
                none_requires_secure: false,
                schemeful: false,
                secure_on_loopback: false,
                http_prefixes: false,
                third_party: ThirdParty::Blocked,
                minds_redirects: true,
                script_days: Some(7),
            },
        }
    }
}
