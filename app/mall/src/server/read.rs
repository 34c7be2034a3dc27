//! Asking the database within a time limit.

use app_kernel::Failure;
use std::time::Duration;
use tokio::time::timeout;

/// A statement that takes longer counts as an outage of the database.
const READ_TIMEOUT: Duration = Duration::from_secs(2);

/// The result of `read`, which may be several statements and change something.
///
/// # Errors
/// [`Failure::Unavailable`] if the database refuses or does not answer within [`READ_TIMEOUT`]. The cause is for the
/// log; the visitor learns that the shop cannot be reached.
pub async fn within_timeout<T>(read: impl Future<Output = sqlx::Result<T>>) -> Result<T, Failure> {
    timeout(READ_TIMEOUT, read)
        .await
        .map_err(|_| Failure::Unavailable)?
        .map_err(|error| {
            tracing::error!(%error, "the shop's tables cannot be used");
            Failure::Unavailable
        })
}
