//! Copies that start while another one does, what a copy says of a database with another history, and what it does not start with.

use crate::mall::Mall;
use std::{process::Command, sync::Arc, time::Duration};

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

#[tokio::test]
async fn a_copy_is_ready_when_the_database_has_its_own_history() {
    let mall = Mall::open().await;
    let ready = || mall.visitor().get("/readyz").status();
    let change = async |change: &'static str| {
        sqlx::query(change)
            .execute(mall.database.pool())
            .await
            .expect(change);
    };
    assert_eq!(ready(), 200);

    change("create table kept as select * from _sqlx_migrations").await;
    change("delete from _sqlx_migrations where version = 7").await;
    assert_eq!(ready(), 503, "an older one is missing");
    change("insert into _sqlx_migrations select * from kept where version = 7").await;
    assert_eq!(ready(), 200);
    change("update _sqlx_migrations set checksum = 'changed' where version = 7").await;
    assert_eq!(ready(), 503, "one was another when it was applied");
    change("update _sqlx_migrations set checksum = (select checksum from kept where version = 7) where version = 7").await;
    assert_eq!(ready(), 200);
    change("insert into _sqlx_migrations select 9999, description, installed_on, true, checksum, 0 from kept limit 1").await;
    assert_eq!(
        ready(),
        200,
        "a newer program has been here: copies of both versions serve meanwhile"
    );
}

/// Balancers ask other copies; a guest who comes all the same is served.
#[tokio::test]
async fn a_copy_that_requires_a_standby_is_not_ready_without_one() {
    let mall = Mall::open().await;
    let strict = mall.beside(&[("SESSION_REQUIRE_STANDBY", "1")]);
    let mut visitor = strict.visitor();
    for (address, status) in [("/readyz", 503), ("/servable", 200), ("/", 200)] {
        assert_eq!(visitor.get(address).status(), status, "{address}");
    }
    visitor.cookie = Some("__Host-cfmall=AAAAAAAAAAAAAAAAAAAAAA".into());
    assert_eq!(visitor.get("/api/session/viewer").status(), 503);
    assert_eq!(mall.visitor().get("/readyz").status(), 200);
}

#[test]
fn a_collector_of_spans_is_refused_by_a_build_that_sends_none() {
    let mut monolith = Command::new(env!("CARGO_BIN_EXE_monolith"));
    monolith.env("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none");
    monolith.env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318");
    let output = monolith.output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    for word in ["OTEL_EXPORTER_OTLP_ENDPOINT", "otlp"] {
        assert!(said.contains(word), "{said}");
    }
}
