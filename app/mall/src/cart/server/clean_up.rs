//! Deleting carts that nobody has used for too long.

use super::sql;
use sqlx::PgPool;
use std::time::Duration;
use tokio::time::sleep;

/// Time between two clean-ups of a copy.
const EVERY: Duration = Duration::from_hours(1);
/// Copies that were started together come up to this long after one another.
const JITTER: Duration = Duration::from_mins(10);
/// A statement never holds more locks than this.
const BATCH: i64 = 1_000;

/// Deletes carts that are over, again and again, for as long as the process lives. `copy` is a number that differs between copies.
pub(crate) async fn clean_up(pool: &PgPool, copy: u32) {
    sleep(JITTER / 100 * (copy % 100)).await;
    loop {
        sleep(EVERY).await;
        match sweep_carts(pool).await {
            Ok(0) => {}
            Ok(deleted) => tracing::info!(deleted, "carts were over"),
            Err(error) => tracing::warn!(%error, "old carts cannot be deleted; trying again later"),
        }
    }
}

/// Deletes the carts that are over now, in batches. Returns how many there were.
///
/// # Errors
/// If the database does not answer.
pub async fn sweep_carts(pool: &PgPool) -> sqlx::Result<u64> {
    let mut total = 0;
    loop {
        let deleted = sql::delete_over(pool, BATCH).await?;
        total += deleted;
        if deleted < BATCH.unsigned_abs() {
            return Ok(total);
        }
    }
}
