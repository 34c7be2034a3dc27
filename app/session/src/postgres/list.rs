//! A member's sessions, for their own eyes.

use super::stack::Stack;
use crate::{SessionError, token::HashedId};
use serde::Serialize;
use time::OffsetDateTime;

/// A session as its member may see it. Has neither the secret nor its hash.
#[derive(Clone, Debug, Serialize)]
pub struct ListedSession {
    /// The key to end it by.
    pub key: String,
    /// Whether it is the session that asks.
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
    /// How the member proved who they are: `password`.
    pub method: String,
    /// The address it was begun from.
    pub ip: Option<String>,
    /// What the browser calls itself.
    pub user_agent: Option<String>,
}

impl Stack {
    /// Lists a member's live sessions: the one that asks first, then by last use.
    pub(super) async fn list(
        &self,
        member: i64,
        current: &HashedId,
    ) -> Result<Vec<ListedSession>, SessionError> {
        self.must_be_up()?;
        let sessions = sqlx::query_as!(
            ListedSession,
            r#"
            select l.handle::text as "key!", l.id = $2 as "current!", l.signed_in_at, l.last_seen_at,
                   r.expiry_date as expires_at, l.remembered, l.method, host(l.ip) as ip, l.user_agent
            from session.login l
            join session.record r on r.id = l.id
            join session.member m on m.id = l.member_id
            where l.member_id = $1
              and session.state(r.expiry_date, l.signed_in_at, l.last_seen_at, l.idle_limit, m.disabled_at,
                                m.sessions_valid_after, session.now()) = 'live'
            order by l.id = $2 desc, l.last_seen_at desc, l.id
            "#,
            member,
            current.as_str()
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(sessions)
    }
}
