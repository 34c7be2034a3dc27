//! A member's sessions, for their own eyes, and for those of whoever looks after them.

use super::stack::Stack;
use crate::{ListedSession, SessionError, token::HashedId};
use sqlx::PgExecutor;

/// Lists a member's live sessions for somebody else, by last use: none of them is the one that asks.
pub async fn list_sessions_of(
    executor: impl PgExecutor<'_>,
    member: i64,
) -> Result<Vec<ListedSession>, SessionError> {
    list(executor, member, None).await
}

impl Stack {
    /// Lists a member's live sessions: the one that asks first, then by last use.
    pub(super) async fn list(
        &self,
        member: i64,
        current: &HashedId,
    ) -> Result<Vec<ListedSession>, SessionError> {
        self.must_be_up()?;
        list(&self.pool, member, Some(current)).await
    }
}

async fn list(
    executor: impl PgExecutor<'_>,
    member: i64,
    current: Option<&HashedId>,
) -> Result<Vec<ListedSession>, SessionError> {
    let sessions = sqlx::query_as!(
        ListedSession,
        r#"
        select handle as "key!", coalesce(is_current, false) as "current!", signed_in_at as "signed_in_at!",
               last_seen_at as "last_seen_at!", expires_at as "expires_at!", remembered as "remembered!", method as "method!", ip,
               user_agent
        from session.list($1, $2)
        "#,
        member,
        current.map(HashedId::as_str)
    )
    .fetch_all(executor)
    .await?;
    Ok(sessions)
}
