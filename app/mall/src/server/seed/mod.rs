//! The catalogue the mall opens with, from `catalogue/catalogue.json`.

mod catalogue;
mod write;

use catalogue::Catalogue;
use sqlx::PgPool;

/// The key of the advisory lock that lets one copy seed at a time.
const LOCK: i64 = 0x6366_6d61_6c6c;

/// Brings the catalogue of the program into the database of `pool`.
///
/// Repeatable: ids follow from the order in the file, existing rows are brought up to date but for their stock and what was sold, and
/// nothing else is touched.
///
/// # Errors
/// If the database does not answer or refuses a row; then nothing has changed.
pub async fn seed(pool: &PgPool) -> anyhow::Result<()> {
    let catalogue = Catalogue::read();
    let mut transaction = pool.begin().await?;
    // The role's limits are those of a request, and nobody waits for this one. Other copies may be at the same work.
    sqlx::query(
        "select set_config('lock_timeout', '60s', true), set_config('statement_timeout', '60s', true)",
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!("select pg_advisory_xact_lock($1)", LOCK)
        .fetch_one(&mut *transaction)
        .await?;
    write::categories(&mut transaction, &catalogue).await?;
    write::brands(&mut transaction, &catalogue).await?;
    write::attributes(&mut transaction, &catalogue).await?;
    write::products(&mut transaction, &catalogue).await?;
    transaction.commit().await?;
    Ok(())
}
