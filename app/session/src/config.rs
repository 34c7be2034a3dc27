//! The choices of a deployment that concern sessions.

use crate::Limits;
use std::fmt;

/// Where sessions are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreKind {
    /// In the schema `session`, shared by every copy of every service, by our own stack. The one to use.
    Postgres,
    /// In the table `session.stock`, by `tower-sessions-sqlx-store` as it is published: for comparison.
    PostgresStock,
    /// In this process's memory: gone with a restart, unknown to every other copy.
    Memory,
    /// In the browser, encrypted: readable by every copy that has the key, and impossible to revoke.
    Cookie,
}

impl StoreKind {
    /// The word used in `SESSION_STORE` and in the footer strip.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::PostgresStock => "postgres-stock",
            Self::Memory => "memory",
            Self::Cookie => "cookie",
        }
    }

    /// The store with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Postgres, Self::PostgresStock, Self::Memory, Self::Cookie]
            .into_iter()
            .find(|kind| kind.name() == name)
    }
}

/// Which hosts the browser sends the cookie to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CookieScope {
    /// The host that set it and no other (no `Domain` attribute).
    Host,
    /// Every host below this domain.
    Parent(String),
}

/// Everything the session layer needs to be told.
#[derive(Clone)]
pub struct SessionConfig {
    /// Where sessions are kept.
    pub store: StoreKind,
    /// Who is sent the cookie.
    pub scope: CookieScope,
    /// For test hosts on plain http that are not `localhost`: no `Secure`, no name prefix.
    pub insecure: bool,
    /// How long sessions live, and how many a member may have.
    pub limits: Limits,
    /// So many reverse proxies stand before us, and what they say about the client is believed.
    pub trusted_proxies: u8,
    /// 64 bytes shared by all copies: seals sessions that live in the browser.
    pub key: Option<[u8; 64]>,
}

impl SessionConfig {
    /// A cookie of one host and the usual limits, for tests.
    #[cfg(test)]
    pub(crate) fn for_tests(store: StoreKind) -> Self {
        Self {
            store,
            scope: CookieScope::Host,
            insecure: false,
            limits: Limits::default(),
            trusted_proxies: 0,
            key: None,
        }
    }

    /// The cookie's name. The prefixes make browsers hold us to our word (RFC 6265bis §4.1.3): `__Host-` means no other
    /// host can have set it, `__Secure-` that it never travels in the clear.
    pub fn cookie_name(&self) -> &'static str {
        match (&self.scope, self.insecure) {
            (_, true) => "cfmall",
            (CookieScope::Host, false) => "__Host-cfmall",
            (CookieScope::Parent(_), false) => "__Secure-cfmall",
        }
    }

    /// The `Domain` attribute.
    pub fn cookie_domain(&self) -> Option<&str> {
        match &self.scope {
            CookieScope::Host => None,
            CookieScope::Parent(domain) => Some(domain),
        }
    }
}

/// Says everything but the secrets.
impl fmt::Debug for SessionConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionConfig")
            .field("store", &self.store)
            .field("scope", &self.scope)
            .field("insecure", &self.insecure)
            .field("limits", &self.limits)
            .field("trusted_proxies", &self.trusted_proxies)
            .finish_non_exhaustive()
    }
}
