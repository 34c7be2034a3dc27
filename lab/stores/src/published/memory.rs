//! `MemoryStore` as it is published, and a note of how its sessions ended, which nothing but the lab reads.

use async_trait::async_trait;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use time::OffsetDateTime;
use tower_sessions::{
    MemoryStore, SessionStore,
    session::{Id, Record},
    session_store::Result,
};

/// The published store in memory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    store: MemoryStore,
    known: Arc<Mutex<HashMap<Id, Known>>>,
}

/// What is known of an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// It was saved.
    Saved,
    /// It was deleted.
    Deleted,
}

impl Memory {
    /// What is known of an id, whether or not its session is still there.
    pub(super) fn known(&self, id: Id) -> Option<Known> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&id).copied()
    }

    /// Ends the time of a session. False if it is not there.
    pub(super) async fn expire(&self, id: Id, now: OffsetDateTime) -> Result<bool> {
        let Some(mut record) = self.store.load(&id).await? else {
            return Ok(false);
        };
        record.expiry_date = now;
        self.store.save(&record).await?;
        Ok(true)
    }

    fn note(&self, id: Id, known: Known) {
        let mut all = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(id, known);
    }
}

#[async_trait]
impl SessionStore for Memory {
    async fn create(&self, record: &mut Record) -> Result<()> {
        self.store.create(record).await?;
        self.note(record.id, Known::Saved);
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.store.save(record).await?;
        self.note(record.id, Known::Saved);
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        self.store.load(id).await
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.store.delete(id).await?;
        self.note(*id, Known::Deleted);
        Ok(())
    }
}
