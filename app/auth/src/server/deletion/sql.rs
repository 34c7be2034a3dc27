//! Statements about deleting an account: see `migrations/0035_account_deletion.sql`.

use app_kernel::{Member, MemberId};
use app_session::{Client, Proof};
use sqlx::{PgConnection, PgExecutor, PgPool, postgres::types::PgInterval};
use std::time::Duration;
use time::OffsetDateTime;

/// Asks for the account to be deleted after the time `grace`: when it will be. None if there is no such member.
pub(in crate::server) async fn ask(
    executor: impl PgExecutor<'_>,
    member: MemberId,
    grace: Duration,
    client: &Client,
) -> sqlx::Result<Option<OffsetDateTime>> {
    sqlx::query_scalar!(
        "select auth.ask_deletion($1, $2, $3::text::inet, $4)",
        member.0,
        interval(grace),
        client.ip.map(|ip| ip.to_string()),
        client.user_agent
    )
    .fetch_one(executor)
    .await
}

/// The time at which the account would be deleted for which this is asked now.
pub(super) async fn due_if_asked_now(pool: &PgPool, grace: Duration) -> sqlx::Result<OffsetDateTime> {
    sqlx::query_scalar!(
        r#"select clock_timestamp() + $1::interval as "due!""#,
        interval(grace)
    )
    .fetch_one(pool)
    .await
}

/// Offers the member who has proved it so to keep the account: when it would be gone. None if it is not to be deleted.
pub(super) async fn offer(
    pool: &PgPool,
    member: MemberId,
    secret: &str,
    proof: &Proof,
    remembered: bool,
) -> sqlx::Result<Option<OffsetDateTime>> {
    sqlx::query_scalar!(
        "select auth.offer_to_keep($1, $2, $3, $4, $5)",
        member.0,
        secret,
        proof.method,
        proof.version,
        remembered
    )
    .fetch_one(pool)
    .await
}

/// The nickname of the member to whom the account was offered with this secret, and when it would be gone.
pub(super) async fn find_offer(
    pool: &PgPool,
    secret: &str,
) -> sqlx::Result<Option<(String, OffsetDateTime)>> {
    let row = sqlx::query!("select nickname, due_at from auth.find_offer($1)", secret)
        .fetch_one(pool)
        .await?;
    Ok(row.nickname.zip(row.due_at))
}

/// Keeps the account that was offered with this secret: the member, the name and the version of the proof of identity, and whether "remember me"
/// was ticked.
pub(super) async fn keep(
    pool: &PgPool,
    secret: &str,
    client: &Client,
) -> sqlx::Result<Option<(Member, String, i32, bool)>> {
    let row = sqlx::query!(
        "select member_id, nickname, method, version, remembered from auth.keep_account($1, $2::text::inet, $3)",
        secret,
        client.ip.map(|ip| ip.to_string()),
        client.user_agent
    )
    .fetch_one(pool)
    .await?;
    let member = row.member_id.zip(row.nickname);
    let how = row.method.zip(row.version).zip(row.remembered);
    Ok(member
        .zip(how)
        .map(|((id, nickname), ((method, version), remembered))| {
            let id = MemberId(id);
            (Member { id, nickname }, method, version, remembered)
        }))
}

/// Keeps an account, whoever says so. False if it is not to be deleted.
pub(in crate::server) async fn keep_pending(
    connection: &mut PgConnection,
    member: MemberId,
) -> sqlx::Result<bool> {
    let kept = sqlx::query!(
        "update auth.member set deletion_asked_at = null, deletion_due_at = null
         where id = $1 and deletion_due_at is not null",
        member.0
    )
    .execute(&mut *connection)
    .await?;
    if kept.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!(
        "select auth.note_activity($1, 'deletion-withdrawn', null, null, null)",
        member.0
    )
    .execute(connection)
    .await?;
    Ok(true)
}

/// Deletes an account that is due: its member's number. None if there is none, or if other copies are at them.
pub(super) async fn delete_due(pool: &PgPool) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar!("select auth.delete_due()")
        .fetch_one(pool)
        .await
}

/// Deletes attempts and activity that are too old to be kept, of each as many as `most`: how many there were.
pub(super) async fn delete_due_history(pool: &PgPool, most: i32) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"select auth.delete_due_history($1) as "deleted!""#, most)
        .fetch_one(pool)
        .await
}

fn interval(length: Duration) -> PgInterval {
    PgInterval {
        months: 0,
        days: 0,
        microseconds: i64::try_from(length.as_micros()).unwrap_or(i64::MAX),
    }
}
