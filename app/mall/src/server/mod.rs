//! The server's half: use cases, SQL, seed data and pictures.

pub(crate) mod catalogue;
mod pictures;
mod seed;
mod store;

pub use pictures::pictures;
pub use seed::seed;

use sqlx::PgPool;

/// The shop: what its use cases work with.
#[derive(Clone)]
pub struct Mall {
    pool: PgPool,
}

impl Mall {
    /// On this database.
    pub fn new(pool: PgPool) -> Self {
        Self { pool }
    }
}
