//! What a store knows of the session of a request.

use super::LabKey;
use async_trait::async_trait;
use http::HeaderMap;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// What came of a look-up. The words are those of the lab's diagnosis (`diagnosis::evidence::Found`; a test compares them), which the shop's
/// programs do not link: they would be compiled with it before the first page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Found {
    /// No cookie of the session's name has arrived.
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
    /// The value was sealed with another key.
    WrongKey,
    /// A session that cannot be read.
    Unreadable,
    /// The store did not answer.
    Unavailable,
}

/// A look-up: the value that was looked up, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookUp {
    /// The cookie's value.
    pub value: Option<String>,
    /// What came of it.
    pub found: Found,
}

/// A look-up in a store that has a name.
pub struct Told {
    /// The name of the store: equal names are one store.
    pub store: String,
    /// Whether the store is the memory of this one process.
    pub memory: bool,
    /// The look-up.
    pub look_up: LookUp,
}

impl Told {
    /// As JSON, with a mark in the place of the value.
    pub(super) fn to_json(&self, key: &LabKey) -> Value {
        json!({
            "store": self.store,
            "memory": self.memory,
            "found": self.look_up.found,
            "mark": self.look_up.value.as_deref().map(|value| key.mark(value)),
        })
    }
}

/// A store that can be asked without any effect.
#[async_trait]
pub trait Knowledge: Send + Sync + 'static {
    /// What a request with these headers would find.
    async fn look_up(&self, headers: &HeaderMap) -> Told;

    /// The session of such a request as it lies in the store: `digest`, `rows`, `member`, and the seconds that are left, `idle` and
    /// `absolute`. `None` if the store does not have it.
    async fn anatomy(&self, headers: &HeaderMap) -> Option<Value>;

    /// Ends the time of the session of such a request. False if it is not the store that decides about time, or has no such session.
    async fn expire(&self, headers: &HeaderMap) -> bool;
}

/// A row of an anatomy.
pub(crate) fn row(table: &str, columns: &[(&str, String)]) -> Value {
    json!({ "table": table, "columns": columns })
}

/// The first digits of a digest that tells stores apart: enough for the few of one lab.
pub(crate) fn fingerprint(parts: &[&[u8]]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part);
        digest.update([0]);
    }
    let digest = digest.finalize();
    format!("{:02x}{:02x}{:02x}", digest[0], digest[1], digest[2])
}
