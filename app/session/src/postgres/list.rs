//! A member's sessions, for their own eyes.

use super::stack::Stack;
use crate::{ListedSession, SessionError, token::HashedId};

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
