//! A session as it is listed for its member, or for whoever looks after them.

use serde::Serialize;
use time::OffsetDateTime;

/// A session as its member, or whoever looks after them, may see it. Has neither the secret nor its hash.
#[derive(Clone, Debug, Serialize)]
pub struct ListedSession {
    /// The key to end it by.
    pub key: String,
    /// Whether this session is the one that asks.
    pub current: bool,
    /// The time of the login.
    #[serde(with = "time::serde::rfc3339")]
    pub signed_in_at: OffsetDateTime,
    /// The time of its last use, up to a minute late.
    #[serde(with = "time::serde::rfc3339")]
    pub last_seen_at: OffsetDateTime,
    /// The time at which it ends at the latest.
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
    /// Whether the member ticked "remember me".
    pub remembered: bool,
    /// The word for how the member proved who they are ([`Proof::method`](crate::Proof::method)).
    pub method: String,
    /// The address it was begun from.
    pub ip: Option<String>,
    /// What the browser calls itself.
    pub user_agent: Option<String>,
}
