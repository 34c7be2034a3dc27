//! What cannot be seen on the wire, and may be told: by the lab's services, or by whoever operates them.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::Service;

/// A look-up that a service made for one request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookUp {
    /// The store: equal names are one store.
    pub store: String,
    /// Whether that store is the memory of one process.
    #[serde(default)]
    pub memory: bool,
    /// What came of it.
    pub found: Found,
}

/// What came of a look-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Found {
    /// No cookie of the name that is looked for has arrived.
    NoCookie,
    /// The session, alive.
    Hit,
    /// No such session.
    Miss,
    /// A session whose time was over.
    Expired,
    /// A session that somebody ended.
    Ended,
    /// An id that came after its successor had been used, or a session that one has ended: somebody has a copy of the cookie.
    Copied,
    /// The signature or the encryption does not fit the key.
    WrongKey,
    /// A session that cannot be read.
    Unreadable,
    /// The store did not answer.
    Unavailable,
    /// A session of somebody whom this service does not know.
    UnknownMember,
}

/// What the store of one copy knows of the journey's session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreView {
    /// The copy.
    pub copy: String,
    /// Its service.
    pub service: Service,
    /// The store: equal names are one store.
    pub store: String,
    /// Whether that store is the memory of this one process.
    #[serde(default)]
    pub memory: bool,
    /// Whether it knows the session.
    pub knows: bool,
}

/// The declared configuration of a service. Secrets and addresses are told by fingerprints: only whether they are equal
/// matters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declared {
    /// The service.
    pub service: Service,
    /// The fingerprint of the store: server, database, table and key prefix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<String>,
    /// Whether sessions are kept in the memory of each process.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory: Option<bool>,
    /// The fingerprint of the key that signs or seals the cookie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The name of the session cookie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cookie: Option<String>,
    /// The number of copies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copies: Option<u32>,
}

/// Something that happened besides the exchanges.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The moment.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// What happened.
    pub kind: EventKind,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventKind {
    /// The browser was closed and opened again.
    BrowserClosed,
    /// A service was restarted or deployed, as its operator confirms.
    Restart,
    /// A copy was added or taken away.
    CopiesChanged,
}
