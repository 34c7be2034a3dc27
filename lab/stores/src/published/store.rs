//! The published stores, one type for the layer.

use super::memory::Memory;
use async_trait::async_trait;
use sqlx::PgPool;
use std::time::Duration;
use tower_sessions::{
    ExpiredDeletion, SessionStore,
    session::{Id, Record},
    session_store::Result,
};
use tower_sessions_sqlx_store::PostgresStore;

/// A store of `tower-sessions`, chosen at start.
#[derive(Clone, Debug)]
pub(super) enum Store {
    Postgres(PostgresStore),
    Memory(Memory),
}

impl Store {
    /// The store with its table, `lab.stock`, which our own migrations create as the store's `migrate()` would.
    pub(super) fn postgres(pool: PgPool) -> Self {
        let store = PostgresStore::new(pool)
            .with_schema_name("lab")
            .and_then(|store| store.with_table_name("stock"))
            .expect("lab.stock is a valid name");
        Self::Postgres(store)
    }

    pub(super) fn memory() -> Self {
        Self::Memory(Memory::default())
    }

    /// Deletes what is over as the documentation of `tower-sessions` has it: one statement a period, until the first error. The store in memory
    /// has nothing like it.
    pub(super) async fn clean_up(&self, every: Duration) {
        if let Self::Postgres(store) = self
            && let Err(error) = store.clone().continuously_delete_expired(every).await
        {
            tracing::error!(%error, "expired sessions are not deleted any more: the published loop has ended");
        }
    }
}

#[async_trait]
impl SessionStore for Store {
    async fn create(&self, record: &mut Record) -> Result<()> {
        match self {
            Self::Postgres(store) => store.create(record).await,
            Self::Memory(store) => store.create(record).await,
        }
    }

    async fn save(&self, record: &Record) -> Result<()> {
        match self {
            Self::Postgres(store) => store.save(record).await,
            Self::Memory(store) => store.save(record).await,
        }
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        match self {
            Self::Postgres(store) => store.load(id).await,
            Self::Memory(store) => store.load(id).await,
        }
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        match self {
            Self::Postgres(store) => store.delete(id).await,
            Self::Memory(store) => store.delete(id).await,
        }
    }
}
