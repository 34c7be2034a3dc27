//! A store of `tower-sessions` that never sees the id that is in the cookie, as tables of ours do not.

use app_session::Token;
use async_trait::async_trait;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::Result,
};

/// A store of `tower-sessions` whose ids are hashed: every id on the way in, and records come back under the id they were
/// asked for with.
#[derive(Clone, Debug)]
pub(crate) struct HashedIds<S> {
    application: &'static str,
    store: S,
}

impl<S> HashedIds<S> {
    /// Puts the hash of an application around `store`.
    pub(crate) const fn new(application: &'static str, store: S) -> Self {
        Self { application, store }
    }

    fn hash(&self, id: Id) -> Id {
        let token: Token = id.to_string().parse().expect("an id is a token's text");
        let hashed = token.hashed(self.application);
        hashed.as_str().parse().expect("a hash is an id's text")
    }
}

#[async_trait]
impl<S: SessionStore> SessionStore for HashedIds<S> {
    /// By `save`: the store's own `create` would replace an id that exists by one whose secret nobody knows.
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
