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
            select handle as "key!", is_current as "current!", signed_in_at as "signed_in_at!", last_seen_at as "last_seen_at!",
                   expires_at as "expires_at!", remembered as "remembered!", method as "method!", ip, user_agent
            from session.list($1, $2)
            "#,
            member,
            current.as_str()
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(sessions)
    }
}
