//! A decorator for any store of `tower-sessions`: it never sees the id that is in the cookie.

use crate::token::hash;
use async_trait::async_trait;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::Result,
};

/// A store of `tower-sessions` whose ids are hashed: every id on the way in, and records come back under the id they were
/// asked for with.
#[derive(Clone, Debug)]
pub struct HashedIds<S> {
    application: &'static str,
    store: S,
}

impl<S> HashedIds<S> {
    /// Puts the hash of an [application](crate::SessionConfig::application) around `store`.
    pub const fn new(application: &'static str, store: S) -> Self {
        Self { application, store }
    }

    fn hash(&self, id: Id) -> Id {
        hash(self.application, id)
    }
}

#[async_trait]
impl<S: SessionStore> SessionStore for HashedIds<S> {
    /// By `save`: the store's own `create` would replace an id that exists by one whose secret nobody knows. That two of
    /// 2^128 random ids are the same is not going to happen.
    async fn create(&self, record: &mut Record) -> Result<()> {
        self.save(record).await
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let mut hashed = record.clone();
        hashed.id = self.hash(record.id);
        self.store.save(&hashed).await
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let record = self.store.load(&self.hash(*id)).await?;
        Ok(record.map(|record| Record { id: *id, ..record }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.store.delete(&self.hash(*id)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::OffsetDateTime;
    use tower_sessions::MemoryStore;

    #[tokio::test]
    async fn the_store_knows_only_the_hash() {
        let inner = MemoryStore::default();
        let store = HashedIds::new("app", inner.clone());
        let mut record = Record {
            id: Id(42),
            data: [("k".to_owned(), 1.into())].into(),
            expiry_date: OffsetDateTime::UNIX_EPOCH + time::Duration::days(100_000),
        };
        store.create(&mut record).await.expect("created");
        assert_eq!(record.id, Id(42));
        assert!(inner.load(&Id(42)).await.expect("loaded").is_none());
        let stored = inner
            .load(&hash("app", Id(42)))
            .await
            .expect("loaded")
            .expect("there");
        assert_eq!(stored.id, hash("app", Id(42)), "not in the record either");
        assert_eq!(store.load(&Id(42)).await.expect("loaded"), Some(record));
        store.delete(&Id(42)).await.expect("deleted");
        assert!(store.load(&Id(42)).await.expect("loaded").is_none());
    }
}
