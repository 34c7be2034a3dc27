//! Statements about codes.

use super::Purpose;
use crate::domain::recipient::Recipient;
use sqlx::PgPool;
use std::time::Duration;

/// A code that may go to its recipient.
pub(super) struct Noted {
    /// Its number.
    pub(super) reference: i64,
    /// Whether the recipient is a member's.
    pub(super) is_member: bool,
}

/// Notes that `code` goes to `to`. The inner error says that it must not yet: the time to wait.
pub(super) async fn note(
    pool: &PgPool,
    purpose: Purpose,
    to: &Recipient,
    secret: &str,
    code: &str,
    address: Option<&str>,
) -> sqlx::Result<Result<Noted, Duration>> {
    let row = sqlx::query!(
        r#"select extract(epoch from wait)::float8 as wait, reference, is_member
           from auth.code_send($1, $2, $3, $4, $5)"#,
        purpose.name(),
        to.stored(),
        secret,
        code,
        address
    )
    .fetch_one(pool)
    .await?;
    Ok(match (row.wait, row.reference) {
        (None, Some(reference)) => Ok(Noted {
            reference,
            is_member: row.is_member.unwrap_or_default(),
        }),
        (wait, _) => Err(seconds(wait)),
    })
}

/// Takes a code back that did not go.
pub(super) async fn take_back(pool: &PgPool, reference: i64) -> sqlx::Result<()> {
    sqlx::query!("select auth.code_unsent($1)", reference)
        .execute(pool)
        .await?;
    Ok(())
}

/// What a code that was typed is.
pub(super) async fn check(
    pool: &PgPool,
    purpose: Purpose,
    to: &Recipient,
    secret: &str,
    code: &str,
    address: Option<&str>,
) -> sqlx::Result<(String, Duration)> {
    let row = sqlx::query!(
        r#"select verdict as "verdict!", extract(epoch from wait)::float8 as wait
           from auth.code_check($1, $2, $3, $4, $5)"#,
        purpose.name(),
        to.stored(),
        secret,
        code,
        address
    )
    .fetch_one(pool)
    .await?;
    Ok((row.verdict, seconds(row.wait)))
}

/// The code that a browser waits for.
pub(super) struct Awaited {
    /// Where it went, as it is stored.
    pub(super) to: String,
    /// The time until another may be asked for.
    pub(super) wait: Duration,
}

/// The code that was sent for this browser and can still be used: the one for `preferred`, or else the newest.
pub(super) async fn awaited(
    pool: &PgPool,
    purpose: Purpose,
    secret: &str,
    preferred: Option<&Recipient>,
) -> sqlx::Result<Option<Awaited>> {
    let row = sqlx::query!(
        r#"select phone,
                  extract(epoch from auth.message_wait(auth.hashed('messages to ' || phone), clock_timestamp()))::float8 as wait
           from auth.code
           where purpose = $1 and browser = auth.hashed('browser ' || $2)
               and used_at is null and expires_at > clock_timestamp()
           order by coalesce(phone = $3, false) desc, sent_at desc limit 1"#,
        purpose.name(),
        secret,
        preferred.map(Recipient::stored)
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| Awaited {
        to: row.phone,
        wait: seconds(row.wait),
    }))
}

fn seconds(wait: Option<f64>) -> Duration {
    Duration::try_from_secs_f64(wait.unwrap_or_default()).unwrap_or_default()
}
