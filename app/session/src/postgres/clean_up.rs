//! Deleting the rows of sessions that are over.

use sqlx::PgPool;
use std::time::Duration;
use tokio::time::sleep;

/// Copies that were started together drift apart by up to this part of the period, in percent.
const JITTER: u32 = 40;
/// A statement never holds more locks than this.
const BATCH: i32 = 1_000;

/// Deletes what is over, again and again. An outage is waited out; the published store's own loop would end at the first
/// error.
///
/// `copy` tells copies apart, so that they do not all come at once; `skip locked` lets two that do share the work.
pub(super) async fn clean_up(pool: &PgPool, every: Duration, copy: u32) {
    // Saturating: a period may be as long as anybody likes to write.
    let pause = every.saturating_add(every / 10_000 * (JITTER * (copy % 100)));
    loop {
        match sweep(pool).await {
            Ok(0) => {}
            Ok(deleted) => tracing::info!(deleted, "sessions were over"),
            Err(error) => tracing::warn!(%error, "expired sessions cannot be deleted; trying again later"),
        }
        sleep(pause).await;
    }
}

/// Deletes the sessions that are over now, in batches. Returns how many there were.
pub async fn sweep(pool: &PgPool) -> sqlx::Result<u64> {
    let mut total = 0;
    loop {
        let done = sqlx::query!(
            r#"select sessions as "sessions!", more as "more!" from session.clean_up($1)"#,
            BATCH
        )
        .fetch_one(pool)
        .await?;
        total += done.sessions.unsigned_abs();
        if !done.more {
            return Ok(total);
        }
    }
}
