//! Several copies that start at once.

use crate::mall::Mall;
use std::{sync::Arc, time::Duration};

/// The key of the lock under which one copy at a time fills in the catalogue.
const SEEDING: i64 = 0x6366_6d61_6c6c;

/// The limits of a request, which hold for every connection of a service, are shorter.
#[tokio::test]
async fn a_copy_waits_for_another_one_that_fills_in_the_catalogue() {
    let mall = Arc::new(Mall::open().await);
    let mut another = mall.database.pool().begin().await.expect("a transaction");
    sqlx::query("select pg_advisory_xact_lock($1)")
        .bind(SEEDING)
        .execute(&mut *another)
        .await
        .expect("locked");
    let first = mall.clone();
    let second = tokio::task::spawn_blocking(move || first.beside(&[]));
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert!(!second.is_finished(), "it waits");
    another.rollback().await.expect("unlocked");
    let second = second.await.expect("it starts");
    assert_eq!(second.visitor().get("/").status(), 200);
}
