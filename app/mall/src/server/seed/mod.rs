//! The catalogue the mall opens with, from `catalogue/catalogue.json`.

mod catalogue;
mod write;

pub(super) use catalogue::Words;

use catalogue::Catalogue;
use sqlx::PgPool;

/// One copy seeds at a time: `pg_advisory_xact_lock` of this number.
const LOCK: i64 = 0x6366_6d61_6c6c;

/// Brings the catalogue of the program into the database. The same every time: ids follow from the order in the file,
/// what is there is brought up to date, and nothing else is touched.
pub async fn seed(pool: &PgPool) -> anyhow::Result<()> {
    let catalogue = Catalogue::read();
    let mut transaction = pool.begin().await?;
    sqlx::query!("select pg_advisory_xact_lock($1)", LOCK)
        .fetch_one(&mut *transaction)
        .await?;
    write::categories(&mut transaction, &catalogue).await?;
    write::products(&mut transaction, &catalogue).await?;
    transaction.commit().await?;
    Ok(())
}
