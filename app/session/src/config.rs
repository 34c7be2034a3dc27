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

impl CookieScope {
    /// The domain below which every host gets the cookie; none if one host alone does.
    pub fn domain(&self) -> Option<&str> {
        match self {
            Self::Host => None,
            Self::Parent(domain) => Some(domain),
        }
    }
}

/// A change of the cookie's scope that is under way, as when one process becomes two services on hosts of their own. Nobody is
/// logged out by it, and it can be taken back at any time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScopeChange {
    /// The change has begun: the cookie of this other scope is read as well, and both have the same id. Copies before the change
    /// and after it know the same visitors.
    Also(CookieScope),
    /// The change is over: a cookie of this other scope counts for nothing, and is taken back wherever it is seen.
    Former(CookieScope),
}

/// Everything the session stack needs to be told. All copies of all services that share sessions must be told the same.
#[derive(Clone, Debug)]
pub struct SessionConfig {
    /// The name of the application: the cookie is called after it, and hashes of ids are kept apart from all others by it.
    /// Never changes, or every session is lost.
    pub application: &'static str,
    /// Which hosts the browser sends the cookie to.
    pub scope: CookieScope,
    /// A change of `scope` that is under way. The two scopes must be of different kinds, and `insecure` off: cookies of different
    /// scopes are told apart by their names.
    pub scope_change: Option<ScopeChange>,
    /// Sets the cookie without `Secure` and without a name prefix: for test hosts on plain http that are not `localhost`.
    pub insecure: bool,
    /// How long sessions live, and how many a member may have.
    pub limits: Limits,
    /// Gives sessions that begin ids which keep those of a member together, for tables in [ranges of ids](crate::partitioned). Sessions that
    /// began without stay as they are. Not before every copy runs a version that reads such ids.
    pub buckets: bool,
    /// Knows nobody while no synchronous standby follows the database's server: a primary that is cut off from the others goes on
    /// for a while when another one has taken over, and a session that was ended there is alive here. For clusters with synchronous
    /// replication and more than one standby only; [`Connector::can_see_standbys`](crate::Connector::can_see_standbys) says whether the database can tell.
    pub require_standby: bool,
    /// The number of reverse proxies before this process whose word about the client's address is believed.
    pub trusted_proxies: u8,
}

impl SessionConfig {
    /// The defaults for an application of this name: a cookie of one host, the usual limits, no proxy.
    pub fn new(application: &'static str) -> Self {
        Self {
            application,
            scope: CookieScope::Host,
            scope_change: None,
            insecure: false,
            limits: Limits::default(),
            buckets: false,
            require_standby: false,
            trusted_proxies: 0,
        }
    }
}
