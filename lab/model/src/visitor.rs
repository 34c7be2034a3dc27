//! Who visits a scene.

use diagnosis::jar::Rule;
use serde::{Deserialize, Serialize};

use crate::Mark;

/// A browser that visits a scene, real or scripted. The gateway tells browsers apart by a cookie of its own, which no service
/// ever gets.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Visitor(pub String);

/// A cookie that a visitor has, and whether it would go along to an address now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CookieAt {
    /// The name.
    pub name: String,
    /// The value, recognisable and nothing more.
    pub mark: Mark,
    /// The domain, and whether only that very host gets it.
    pub domain: String,
    /// Whether the cookie has no `Domain` attribute (RFC 6265bis §5.7, host-only-flag).
    pub host_only: bool,
    /// The path.
    pub path: String,
    /// The address in question: the home page of a service.
    pub address: String,
    /// Whether it is sent there.
    pub sent: bool,
    /// The rule that decided.
    pub rule: Rule,
}
