//! The connection pool and the migrations.

use crate::config::HostConfig;
use anyhow::Context;
use sqlx::{
    Connection, PgPool,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{str::FromStr, time::Duration};

/// The one ordered history of all schemas. Running it takes an advisory lock, so copies may start at the same time.
pub static MIGRATOR: Migrator = sqlx::migrate!("../../migrations");

/// A request waits this long for a connection and then answers 503. sqlx's default of 30 s would let every request
/// hang while the database is away.
const ACQUIRE: Duration = Duration::from_millis(800);
/// A connection that lay idle for so long is asked whether it still lives; sqlx's default asks every time.
const PING_AFTER: Duration = Duration::from_secs(5);
/// Two copies of two services and a few tools stay below Postgres's default of 100 connections.
const CONNECTIONS: u32 = 10;
/// A database that starts at the same moment as we do gets this long.
const START: Duration = Duration::from_secs(20);

/// A pool that connects when it is first used.
pub(crate) fn pool(config: &HostConfig) -> Result<PgPool, sqlx::Error> {
    // TimeZone=UTC is set by sqlx itself on every connection.
    let options = PgConnectOptions::from_str(config.database_address())?.application_name(&config.instance);
    Ok(pool_options().connect_lazy_with(options))
}

fn pool_options() -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(ACQUIRE)
        .test_before_acquire(false)
        .before_acquire(|connection, meta| {
            Box::pin(async move {
                if meta.idle_for > PING_AFTER {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
}

/// Waits for the database to answer, and says so.
pub(crate) async fn wait_until_there(pool: &PgPool) -> anyhow::Result<()> {
    let patient = async {
        loop {
            match sqlx::query("select 1").execute(pool).await {
                Ok(_) => return,
                Err(error) => tracing::warn!(%error, "waiting for the database"),
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    };
    tokio::time::timeout(START, patient).await.context(
        "the database of DATABASE_URL does not answer: is PostgreSQL running, and may this user connect?",
    )
}

/// Brings all schemas up to date.
pub(crate) async fn migrate(pool: &PgPool) -> anyhow::Result<()> {
    MIGRATOR
        .run(pool)
        .await
        .context("the database cannot be brought up to date")
}

/// Whether every migration of this program has been applied.
pub(crate) async fn is_up_to_date(pool: &PgPool) -> sqlx::Result<bool> {
    let newest = MIGRATOR
        .iter()
        .map(|migration| migration.version)
        .max()
        .unwrap_or_default();
    let applied: Option<i64> = sqlx::query_scalar("select max(version) from _sqlx_migrations where success")
        .fetch_one(pool)
        .await?;
    Ok(applied.is_some_and(|applied| applied >= newest))
}
