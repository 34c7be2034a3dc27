//! The choices of a deployment that concern sessions.

use crate::Limits;

/// Which hosts the browser sends the session cookie to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CookieScope {
    /// The host that set it and no other (no `Domain` attribute).
    Host,
    /// Every host below this domain.
    Parent(String),
}

/// Everything the session stack needs to be told. All copies of all services that share sessions must be told the same.
#[derive(Clone, Debug)]
pub struct SessionConfig {
    /// The name of the application: the cookie is called after it, and hashes of ids are kept apart from all others by it.
    /// Never changes, or every session is lost.
    pub application: &'static str,
    /// Which hosts the browser sends the cookie to.
    pub scope: CookieScope,
    /// Sets the cookie without `Secure` and without a name prefix: for test hosts on plain http that are not `localhost`.
    pub insecure: bool,
    /// How long sessions live, and how many a member may have.
    pub limits: Limits,
    /// The number of reverse proxies before this process whose word about the client's address is believed.
    pub trusted_proxies: u8,
}

impl SessionConfig {
    /// The defaults for an application of this name: a cookie of one host, the usual limits, no proxy.
    pub fn new(application: &'static str) -> Self {
        Self {
            application,
            scope: CookieScope::Host,
            insecure: false,
            limits: Limits::default(),
            trusted_proxies: 0,
        }
    }
}
