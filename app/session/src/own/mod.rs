//! Our own stack: `tower-sessions-sqlx-store` keeps the records, everything around it is here.
//!
//! Who a session belongs to is a row of `session.login`, never part of what it carries. Ids are hashed before they leave
//! this process, looked up together ([`Reader`]), and every beginning, change and end is one statement ([`verbs`]).

mod attendant;
mod clean_up;
mod current;
mod hashed_ids;
mod health;
mod keep;
mod layer;
mod list;
mod look_up;
mod payload;
mod reader;
mod verbs;

pub use clean_up::sweep;
pub(crate) use current::OwnSession;
pub use hashed_ids::HashedIds;
pub(crate) use layer::resolve;
pub use list::ListedSession;
pub use verbs::end_sessions_of;

use crate::{Limits, Statistics};
use attendant::Attendant;
use health::Health;
use reader::Reader;
use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, types::PgInterval},
};
use std::{sync::Arc, time::Duration};
use tokio::sync::Semaphore;
use tower_sessions_sqlx_store::PostgresStore;

/// The stack of one process; cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Own {
    store: HashedIds<PostgresStore>,
    pool: PgPool,
    reader: Reader,
    health: Health,
    attendant: Attendant,
    turns: Arc<Semaphore>,
    statistics: Arc<Statistics>,
    limits: Limits,
}

impl Own {
    /// `pool` is for what happens now and then, such as a login; `options` for the connections that look up.
    pub(crate) fn start(
        pool: PgPool,
        options: &PgConnectOptions,
        limits: Limits,
        statistics: Arc<Statistics>,
    ) -> Self {
        let health = Health::default();
        let touch_every = interval(limits.touch_every());
        Self {
            store: HashedIds::new(records(pool.clone())),
            reader: Reader::start(options, touch_every, health.clone(), statistics.clone()),
            attendant: Attendant::start(pool.clone(), touch_every, statistics.clone()),
            turns: Arc::new(Semaphore::new(turns(&pool))),
            pool,
            health,
            statistics,
            limits,
        }
    }

    pub(crate) async fn clean_up(&self, every: Duration, copy: u32) {
        clean_up::clean_up(self.pool.clone(), every, copy).await;
    }
}

/// So many logins at once, one connection less than there are: the rest wait here for their turn, patiently, and not for a
/// connection, which nobody waits for longer than a moment.
fn turns(pool: &PgPool) -> usize {
    let connections = usize::try_from(pool.options().get_max_connections()).unwrap_or(usize::MAX);
    connections.saturating_sub(1).clamp(1, Semaphore::MAX_PERMITS)
}

/// The published store on our table, which `migrations/` creates. Its own `migrate()` is never called: it races between
/// copies.
fn records(pool: PgPool) -> PostgresStore {
    PostgresStore::new(pool)
        .with_schema_name("session")
        .and_then(|store| store.with_table_name("record"))
        .expect("session.record is a valid name")
}

/// For Postgres, to the microsecond.
fn interval(duration: Duration) -> PgInterval {
    PgInterval {
        months: 0,
        days: 0,
        microseconds: i64::try_from(duration.as_micros()).unwrap_or(i64::MAX),
    }
}
