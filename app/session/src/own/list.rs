//! A member's sessions, for their own eyes.

use super::Own;
use crate::{SessionError, token::HashedId};
use app_kernel::MemberId;
use serde::Serialize;
use time::OffsetDateTime;

/// One session as its member may see it. Neither the secret nor its hash.
#[derive(Clone, Debug, Serialize)]
pub struct ListedSession {
    /// What to call it when ending it.
    pub key: String,
    /// The one that asks.
    pub current: bool,
    /// When it began.
    #[serde(with = "time::serde::rfc3339")]
    pub signed_in_at: OffsetDateTime,
    /// When it was last used; up to a minute late.
    #[serde(with = "time::serde::rfc3339")]
    pub last_seen_at: OffsetDateTime,
    /// When it ends at the latest.
    #[serde(with = "time::serde::rfc3339")]
    pub expires_at: OffsetDateTime,
    /// With "remember me".
    pub remembered: bool,
    /// How the member proved who they are.
    pub method: String,
    /// Where it began.
    pub ip: Option<String>,
    /// With which browser.
    pub user_agent: Option<String>,
}

impl Own {
    /// Those that are alive: the one that asks first, then by last use.
    pub(super) async fn list(
        &self,
        member: MemberId,
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
              and r.expiry_date > session.now() and l.last_seen_at + l.idle_limit > session.now()
              and (m.sessions_valid_after is null or l.signed_in_at >= m.sessions_valid_after)
            order by l.id = $2 desc, l.last_seen_at desc, l.id
            "#,
            member.0,
            current.as_str()
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(sessions)
    }
}
