//! Deleting what is due, in every copy, whichever comes first.

use super::sql;
use app_kernel::MemberId;
use sqlx::PgPool;
use std::time::Duration;
use tokio::time::sleep;

/// The time between two rounds of a copy.
const EVERY: Duration = Duration::from_secs(5);

/// The rows of each kind that are deleted in one transaction.
const MOST: i32 = 1_000;

/// Deletes accounts that are due, and attempts and activity that are too old to be kept, for as long as the process lives.
///
/// Each account is one transaction, with the event that tells the other services of it: a copy that is killed leaves it whole or deletes it whole.
/// Copies share the work.
pub(in crate::server) async fn delete_due(pool: &PgPool) {
    loop {
        sleep(EVERY).await;
        if let Err(error) = round(pool).await {
            tracing::warn!(%error, "what is due cannot be deleted; trying again");
        }
    }
}

async fn round(pool: &PgPool) -> sqlx::Result<()> {
    while let Some(member) = sql::delete_due(pool).await? {
        tracing::info!(member = %MemberId(member), "an account was deleted");
    }
    while sql::delete_due_history(pool, MOST).await? >= MOST.into() {}
    Ok(())
}
