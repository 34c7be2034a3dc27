//! The shop with axum, askama and tower-sessions, each as its documentation shows it. Reading a session does not prolong it:
//! that is how the store ships.
//!
//!     DATABASE_URL=postgres://… PORT=3003 cargo run --release -p peer-askama
//!
//! Environment: `PORT`, `DATABASE_URL`, `WORKERS`; `CACHE=1` (remember pages for a second), `COMPRESSION=1`; `ORIGIN` if it is
//! not that port of `cfmall.localhost`.

mod app;
mod memory;
mod pages;
mod templates;
mod visitor;

use std::env;

use anyhow::{Context, Result};
use peer_shop::{Address, run, serve};
use sqlx::postgres::PgPoolOptions;
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};
use tower_sessions_sqlx_store::PostgresStore;

/// As many connections as the other peers have in all their processes.
const CONNECTIONS: u32 = 16;

fn main() -> Result<()> {
    run(async {
        let url = env::var("DATABASE_URL").context("DATABASE_URL is missing")?;
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            // The other peers' pools do not ask either whether a connection still works.
            .test_before_acquire(false)
            .connect(&url)
            .await?;
        let store = PostgresStore::new(pool.clone())
            .with_schema_name("peer_askama")
            .map_err(anyhow::Error::msg)?;
        store.migrate().await?;
        let sessions = SessionManagerLayer::new(store)
            .with_name("peer-askama")
            .with_same_site(SameSite::Lax)
            // As the other peers: without TLS.
            .with_secure(false)
            .with_expiry(Expiry::OnInactivity(time::Duration::days(30)));
        let address = Address::from_environment()?;
        let router = app::router(pool, &address.origin).layer(sessions);
        serve(router, &address).await
    })
}
