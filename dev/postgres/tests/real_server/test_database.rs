//! A database for each test.

use crate::home::{Home, connect};
use anyhow::Result;
use dev_postgres::TestDatabase;
use sqlx::migrate::Migrator;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

async fn migrator() -> Result<Migrator> {
    Ok(Migrator::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/migrations")).await?)
}

#[tokio::test]
async fn each_has_the_migrations_and_nothing_of_the_others() -> Result<()> {
    let home = Home::new();
    let server = Arc::new(home.server().await?);
    let migrator = migrator().await?;
    let (one, other) = tokio::join!(
        TestDatabase::create_on(server.clone(), &migrator),
        TestDatabase::create_on(server.clone(), &migrator)
    );
    let (one, other) = (one?, other?);
    sqlx::raw_sql("insert into things values ('mine')")
        .execute(one.pool())
        .await?;
    let count = "select count(*) from things";
    assert_eq!(
        sqlx::query_scalar::<_, i64>(count).fetch_one(one.pool()).await?,
        2
    );
    assert_eq!(
        sqlx::query_scalar::<_, i64>(count)
            .fetch_one(other.pool())
            .await?,
        1
    );

    one.close().await?;
    drop(other);
    let left: Vec<String> = sqlx::query_scalar("select datname from pg_database where datname like 'test%'")
        .fetch_all(&mut connect(&server).await?)
        .await?;
    assert_eq!(left, Vec::<String>::new());
    Ok(())
}

/// `TestDatabase::create` takes its home from the environment, which only a new process can change.
#[test]
fn the_tests_of_a_process_share_a_server_that_ends_with_them() -> Result<()> {
    let home = Home::new();
    let inner = Command::new(std::env::current_exe()?)
        .args(["--exact", "test_database::inner", "--ignored"])
        .env(dev_postgres::HOME_VARIABLE, home.path())
        .output()?;
    assert!(
        inner.status.success(),
        "{}",
        String::from_utf8_lossy(&inner.stdout)
    );
    assert!(home.data().exists());
    assert!(
        !home.data().join("postmaster.pid").exists(),
        "the server was stopped"
    );
    Ok(())
}

#[tokio::test]
#[ignore = "run by the test above, in a process of its own"]
async fn inner() -> Result<()> {
    let migrator = migrator().await?;
    let first = TestDatabase::create(&migrator).await?;
    // What a killed test left two hours ago, and one of a test that runs.
    let names = [
        "test_1000000000_0123456789abcdef",
        "test_9999999999_0123456789abcdef",
    ];
    for name in names {
        sqlx::raw_sql(&format!("create database {name}"))
            .execute(first.pool())
            .await?;
    }
    drop(first);
    let second = TestDatabase::create(&migrator).await?;
    let left: Vec<String> = sqlx::query_scalar("select datname from pg_database where datname = any($1)")
        .bind(names.map(str::to_owned).to_vec())
        .fetch_all(second.pool())
        .await?;
    assert_eq!(left, names[1..]);
    Ok(())
}
