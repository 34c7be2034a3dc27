//! What the database of a mall has in it.

use crate::mall::Mall;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// The one value that a query finds, as a text.
pub(crate) async fn ask(mall: &Mall, query: &str) -> String {
    sqlx::query_scalar::<_, Option<String>>(&format!("select ({query})::text"))
        .fetch_one(mall.database.pool())
        .await
        .unwrap_or_else(|error| panic!("{query}: {error}"))
        .unwrap_or_default()
}

/// Changes something in the database.
pub(crate) async fn run(mall: &Mall, statements: &str) {
    sqlx::raw_sql(statements)
        .execute(mall.database.pool())
        .await
        .unwrap_or_else(|error| panic!("{statements}: {error}"));
}

/// Waits until a query finds a value.
pub(crate) async fn until(mall: &Mall, query: &str, wanted: &str) {
    let begun = Instant::now();
    loop {
        let found = ask(mall, query).await;
        if found == wanted {
            return;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "{query}: {found}, not {wanted}"
        );
        sleep(Duration::from_millis(50)).await;
    }
}
