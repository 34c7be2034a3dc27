//! Rows of sessions that are over.

use sqlx::PgPool;
use std::time::Duration;

/// Often enough that the table stays small, seldom enough that nobody notices.
const EVERY: Duration = Duration::from_mins(5);
/// Copies that were started together drift apart by up to this much.
const JITTER: Duration = Duration::from_mins(2);
/// A statement never holds more locks than this.
const BATCH: i64 = 1_000;

/// Deletes expired sessions for ever. An outage is waited out; the store's own loop would end at the first error.
///
/// `copy` tells copies apart, so that they do not all come at once; `skip locked` lets two that do share the work.
pub async fn clean_up(pool: PgPool, copy: u32) {
    let pause = EVERY + JITTER * (copy % 100) / 100;
    loop {
        tokio::time::sleep(pause).await;
        match delete_expired(&pool).await {
            Ok(0) => {}
            Ok(deleted) => tracing::info!(deleted, "sessions were over"),
            Err(error) => tracing::warn!(%error, "expired sessions cannot be deleted; trying again later"),
        }
    }
}

/// Deletes what is over now, in batches. Returns how many rows that were.
pub async fn delete_expired(pool: &PgPool) -> sqlx::Result<u64> {
    let mut total = 0;
    loop {
        let deleted = sqlx::query!(
            "delete from session.record where id in (
                 select id from session.record where expiry_date < now() limit $1 for update skip locked
             )",
            BATCH
        )
        .execute(pool)
        .await?
        .rows_affected();
        total += deleted;
        if deleted < BATCH.unsigned_abs() {
            return Ok(total);
        }
    }
}
