//! The server's half: use cases, SQL, and the forms' endpoints.

pub(crate) mod account;
mod attempt_counters;
mod credentials;
mod device;
mod endpoints;
mod hasher;
mod operate;
mod part;
mod seed;
pub(crate) mod sessions;
mod store;
mod throttle;
mod user_agent;

pub use hasher::{Hasher, Overloaded};
pub use operate::operate;
pub use part::part;
pub use seed::{DEMO_MEMBERS, DEMO_PASSWORD, seed};

use app_kernel::Links;
use attempt_counters::AttemptCounters;
use sqlx::PgPool;
use std::sync::Arc;
use throttle::Turns;

/// The account service: what its use cases work with.
#[derive(Clone)]
pub(crate) struct Auth {
    pool: PgPool,
    hasher: Hasher,
    links: Links,
    /// Whether demo members may log in.
    demo: bool,
    turns: Turns,
    logins: Arc<AttemptCounters>,
    confirmations: Arc<AttemptCounters>,
}

impl Auth {
    /// The service on this database, with these public origins.
    fn new(pool: PgPool, links: Links, demo: bool) -> Self {
        Self {
            pool,
            hasher: Hasher::new(),
            links,
            demo,
            turns: Turns::default(),
            logins: Arc::new(AttemptCounters::new("login")),
            confirmations: Arc::new(AttemptCounters::new("confirmation")),
        }
    }
}
