//! Forgetting members whose accounts were deleted: the event comes from auth, by way of `outbox.member_deleted`.

use sqlx::PgPool;

/// A statement never holds the rows of more members than this.
const BATCH: i32 = 20;

/// Deletes carts and addresses of members who are gone, and takes everything from their orders that says whose they are, once these are over
/// (`migrations/0035_account_deletion.sql`). An order that is under way still needs its address, and is looked at again later.
pub(super) async fn forget_members(pool: &PgPool) -> sqlx::Result<()> {
    loop {
        let looked_at = sqlx::query_scalar!(r#"select mall.members_forget($1) as "looked_at!""#, BATCH)
            .fetch_one(pool)
            .await?;
        if looked_at > 0 {
            tracing::debug!(looked_at, "members are gone, and forgotten");
        }
        if looked_at < BATCH {
            return Ok(());
        }
    }
}
