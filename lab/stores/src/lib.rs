//! Other places to keep sessions in, to be compared with ours, and handles that the conformance suite pulls.
//!
//! Each is a [`Backend`](app_session::Backend) of the session stack, so that a service runs on it with nothing else changed.
//! The host links this crate under its feature `lab`; a build for production contains none of it.

pub mod probe;
mod published;
mod sealed;
pub mod witness;

use app_session::{SessionConfig, Sessions};
pub use published::Format;
use published::Published;
use sealed::Sealed;
use sqlx::PgPool;
use std::sync::Arc;
use witness::Knowledge;

/// A place where sessions are kept, if not by our own stack.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum LabStore {
    /// In the table `lab.stock`, by `tower-sessions-sqlx-store` as it is published.
    PostgresStock,
    /// In this process's memory: gone with a restart, unknown to every other copy.
    Memory,
    /// In the browser, encrypted with a key that all copies share: readable by every copy, and impossible to revoke.
    Cookie(Key),
}

/// The key of [`LabStore::Cookie`], 64 bytes.
pub type Key = [u8; 64];

impl LabStore {
    /// The word used in `SESSION_STORE` and in the footer strip.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::PostgresStock => "postgres-stock",
            Self::Memory => "memory",
            Self::Cookie(_) => "cookie",
        }
    }

    /// The session stack on this store, and what the store knows. `pool` leads to the database, for the one that has its table there;
    /// `copy` is the name of this process.
    pub fn open(
        &self,
        config: SessionConfig,
        format: Format,
        pool: &PgPool,
        copy: &str,
    ) -> (Sessions, Arc<dyn Knowledge>) {
        let published = match self {
            Self::PostgresStock => Published::postgres(config, format, pool.clone()),
            Self::Memory => Published::memory(config, format),
            Self::Cookie(key) => {
                let sealed = Arc::new(Sealed::new(config, key));
                return (Sessions::on(sealed.clone()), sealed);
            }
        };
        let knowledge = Arc::new(published.knowledge(copy, pool));
        (Sessions::on(Arc::new(published)), knowledge)
    }
}

/// Leaves out the key.
impl std::fmt::Debug for LabStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
