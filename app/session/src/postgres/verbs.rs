//! What can be done to a session, each in one statement: see `migrations/0008_session_state.sql`.

use super::{
    payload::Payload,
    stack::{Stack, interval},
};
use crate::{
    Client, Proof, SessionError, Token,
    limits::cookie_age,
    token::{Bucket, HashedId},
};
use sqlx::{PgExecutor, error::DatabaseError};
use std::time::Duration;
use time::OffsetDateTime;
use tokio::time::{sleep, timeout};

/// The most characters of a browser's name that are kept.
const USER_AGENT_LENGTH: usize = 200;

/// The longest a login waits for its turn. It has waited for the password to be hashed, which takes longer.
const TURN_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a statement that has given way waits before each further try. The other one is to be through by then: who comes back at
/// once can take the row again before the one that waits for it has woken up, and both are where they were.
const PAUSES: [Duration; 2] = [Duration::from_millis(10), Duration::from_millis(100)];

/// Runs a statement, and runs it again, three times in all, if PostgreSQL has ended it so that another one can go on: nothing has
/// happened then (SQLSTATE `deadlock_detected`, `serialization_failure`).
async fn with_more_tries<T, F>(statement: impl Fn() -> F) -> sqlx::Result<T>
where
    F: Future<Output = sqlx::Result<T>>,
{
    for pause in PAUSES {
        match statement().await {
            Err(error) if has_given_way(&error) => sleep(pause).await,
            outcome => return outcome,
        }
    }
    statement().await
}

fn has_given_way(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(DatabaseError::code);
    matches!(code.as_deref(), Some("40P01" | "40001"))
}

/// A member who is about to have a session.
pub(super) struct NewLogin<'a> {
    pub(super) member: i64,
    pub(super) remembered: bool,
    pub(super) proof: &'a Proof,
    pub(super) client: &'a Client,
}

/// A session's new secret, and how long the browser shall keep it.
pub(super) struct Issued {
    pub(super) token: Token,
    pub(super) cookie_age: Option<Duration>,
}

impl Stack {
    /// Makes a session; `old` dies with it.
    pub(super) async fn sign_in(
        &self,
        login: NewLogin<'_>,
        old: Option<&HashedId>,
    ) -> Result<Issued, SessionError> {
        let NewLogin {
            member,
            remembered,
            proof,
            client,
        } = login;
        self.must_be_up()?;
        let _turn = timeout(TURN_TIMEOUT, self.turns.acquire())
            .await
            .map_err(SessionError::unavailable)?
            .map_err(SessionError::unavailable)?;
        self.must_be_up()?;
        let lifetime = self.limits.lifetime(remembered);
        let bucket = self.buckets.then(|| Bucket::of(self.application, member));
        let token = Token::fresh(bucket);
        let hashed = token.hashed(self.application);
        #[expect(
            clippy::disallowed_methods,
            reason = "stands in the record only: the column has the time by the database's clock"
        )]
        let until = OffsetDateTime::now_utc() + lifetime.absolute;
        let payload = Payload::empty(&hashed, until)?;
        // Two browsers that swap accounts wait for each other's sessions.
        let outcome = with_more_tries(|| {
            sqlx::query_scalar!(
            r#"select session.sign_in($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::text::inet, $12, $13) as "outcome!"
               from set_config('session.context', $14, true)"#,
            hashed.as_str(),
            payload.bytes(),
            old.map(HashedId::as_str),
            member,
            remembered,
            interval(lifetime.idle),
            interval(lifetime.absolute),
            proof.elevates.then(|| interval(self.limits.elevated)),
            proof.method,
            proof.version,
            client.ip.map(|ip| ip.to_string()),
            client.user_agent.as_deref().map(short),
            i32::from(self.limits.per_member),
            proof.context.as_deref().unwrap_or_default()
        )
        .fetch_one(&self.pool)
        })
        .await?;
        match outcome.as_str() {
            "signed-in" => {
                self.statistics.count_event();
                Ok(Issued {
                    token,
                    cookie_age: cookie_age(remembered, lifetime.absolute),
                })
            }
            "disabled" => Err(SessionError::Disabled),
            _ => Err(SessionError::NotSignedIn),
        }
    }

    /// Gives the session another id; with `elevate`, its proof of identity is fresh again.
    pub(super) async fn rotate(
        &self,
        executor: impl PgExecutor<'_>,
        old: &HashedId,
        elevate: bool,
    ) -> Result<Token, SessionError> {
        self.must_be_up()?;
        let token = Token::fresh(old.bucket());
        let hashed = token.hashed(self.application);
        let rotated = sqlx::query_scalar!(
            r#"select session.rotate($1, $2, $3) as "rotated!""#,
            old.as_str(),
            hashed.as_str(),
            elevate.then(|| interval(self.limits.elevated))
        )
        .fetch_one(executor)
        .await?;
        if !rotated {
            return Err(SessionError::Ended);
        }
        self.statistics.count_event();
        Ok(token)
    }

    /// Ends the session. To end one that has ended already is no error.
    pub(super) async fn sign_out(&self, id: &HashedId) -> Result<(), SessionError> {
        self.must_be_up()?;
        with_more_tries(|| {
            sqlx::query_scalar!("select session.sign_out($1)", id.as_str()).fetch_one(&self.pool)
        })
        .await?;
        self.statistics.count_event();
        Ok(())
    }

    /// Ends the session of this key in the member's list, if it is one of theirs.
    pub(super) async fn end_one(&self, member: i64, key: &str) -> Result<bool, SessionError> {
        self.must_be_up()?;
        let revoked = with_more_tries(|| {
            sqlx::query_scalar!(r#"select session.revoke($1, $2) as "revoked!""#, member, key)
                .fetch_one(&self.pool)
        })
        .await?;
        self.statistics.count_event();
        Ok(revoked)
    }

    /// Ends all of the member's sessions but `keep`, for `reason`. Returns how many were alive.
    pub(super) async fn end_all_but(
        &self,
        executor: impl PgExecutor<'_>,
        member: i64,
        keep: Option<&HashedId>,
        reason: &str,
    ) -> Result<u64, SessionError> {
        self.must_be_up()?;
        let ended = end_all_but(executor, member, keep, reason).await?;
        self.statistics.count_event();
        Ok(ended)
    }

    /// Why the session has ended that had this id, or has got another one since.
    pub(super) async fn end_reason(&self, id: &HashedId) -> Result<Option<String>, SessionError> {
        let reason = sqlx::query_scalar!(
            r#"
            with recursive had as (
                select $1::text as id
                union
                select t.successor from had join session.tombstone t on t.id = had.id where t.successor is not null
            )
            select coalesce(e.detail, e.kind) as "reason!"
            from had join session.event e on e.session_id = had.id
            where e.kind in ('revoked', 'expired', 'damaged')
            order by e.id desc limit 1
            "#,
            id.as_str()
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(reason)
    }

    /// Ends a session whose payload, as it was read, nobody can make sense of.
    pub(super) async fn discard(&self, id: &HashedId, damaged: &[u8]) -> Result<(), SessionError> {
        sqlx::query_scalar!("select session.discard($1, $2)", id.as_str(), damaged)
            .fetch_one(&self.pool)
            .await?;
        self.statistics.count_event();
        Ok(())
    }

    /// Fails at once while the database is known to be away, instead of waiting for a connection.
    pub(super) fn must_be_up(&self) -> Result<(), SessionError> {
        if self.health.is_down() {
            return Err(SessionError::unavailable("the database is known to be away"));
        }
        Ok(())
    }
}

/// Ends all sessions of a member for `reason`, a word that their events keep. Returns how many were alive.
pub async fn end_sessions_of(
    executor: impl PgExecutor<'_>,
    member: i64,
    reason: &str,
) -> Result<u64, SessionError> {
    end_all_but(executor, member, None, reason).await
}

async fn end_all_but(
    executor: impl PgExecutor<'_>,
    member: i64,
    keep: Option<&HashedId>,
    reason: &str,
) -> Result<u64, SessionError> {
    let ended = sqlx::query_scalar!(
        r#"select session.revoke_all($1, $2, $3) as "ended!""#,
        member,
        keep.map(HashedId::as_str),
        reason
    )
    .fetch_one(executor)
    .await?;
    Ok(ended.unsigned_abs())
}

fn short(text: &str) -> &str {
    let end = text
        .char_indices()
        .nth(USER_AGENT_LENGTH)
        .map_or(text.len(), |(end, _)| end);
    &text[..end]
}
