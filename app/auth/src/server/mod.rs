//! The server's half: use cases, SQL, and the forms' endpoints.

pub(crate) mod account;
mod credentials;
mod endpoints;
pub(crate) mod flash;
mod hasher;
mod operate;
mod seed;
pub(crate) mod sessions;
mod store;
mod user_agent;

pub use endpoints::endpoints;
pub use hasher::Hasher;
pub use operate::{MEMBER_HELP, operate};
pub use seed::{DEMO_MEMBERS, DEMO_PASSWORD, members_for_everybody, seed};

use app_kernel::Links;
use sqlx::PgPool;

/// The account service: what its use cases work with.
#[derive(Clone)]
pub struct Auth {
    pool: PgPool,
    hasher: Hasher,
    links: Links,
}

impl Auth {
    /// On this database, with these public origins.
    pub fn new(pool: PgPool, links: Links) -> Self {
        Self {
            pool,
            hasher: Hasher::new(),
            links,
        }
    }
}
