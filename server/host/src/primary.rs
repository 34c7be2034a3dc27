//! Pools whose connections lead to the primary server.
//!
//! After a fail-over a connection that was open may lead to a server that only follows, where reads succeed and are out of date.
//! So a connection is asked not whether it lives but whether its server is the primary: when it has been idle, when the
//! pool has asked nobody for a while, and whenever another connection has just turned out to be no good.

use app_session::Connector;
use sqlx::{PgPool, pool::PoolConnectionMetadata, postgres::PgPoolOptions};
use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use tokio::time::timeout;

/// The longest a request waits for a connection; then it answers 503. sqlx's default of 30 s would let every request
/// hang while the database is away.
const ACQUIRE_TIMEOUT: Duration = Duration::from_millis(800);
/// The time after which somebody is asked again. sqlx's default pings before every use.
const ASK_AFTER: Duration = Duration::from_secs(1);
/// The longest the answer of a connection may take before another one is tried: one that is frozen gives none.
const ANSWER_TIMEOUT: Duration = Duration::from_millis(500);
/// The age at which a connection is replaced: whoever has moved the database's address moves us along.
const MAX_LIFETIME: Duration = Duration::from_mins(5);

/// A pool of so many connections. Nothing is connected before it is used.
pub(crate) fn pool(connections: u32, connector: &Connector) -> PgPool {
    let watch = Arc::new(Watch::default());
    let options = connector.options().clone();
    let connector = Arc::new(connector.clone());
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .max_lifetime(MAX_LIFETIME)
        .test_before_acquire(false)
        .before_acquire(move |connection, meta| {
            let watch = watch.clone();
            Box::pin(async move {
                if watch.trusts(&meta) {
                    return Ok(true);
                }
                let answer = timeout(ANSWER_TIMEOUT, Connector::verify(connection)).await;
                let outcome = answer.unwrap_or_else(|_| Err(sqlx::Error::Io(io::ErrorKind::TimedOut.into())));
                watch.learn(outcome.is_ok());
                outcome.map(|()| true)
            })
        })
        .after_connect(move |connection, _| {
            let connector = connector.clone();
            Box::pin(async move { connector.establish(connection).await })
        })
        .connect_lazy_with(options)
}

/// What a pool knows of its connections together.
#[derive(Default)]
struct Watch(Mutex<Knowledge>);

#[derive(Clone, Copy, Default)]
struct Knowledge {
    /// When one was last found good.
    confirmed: Option<Instant>,
    /// When one was last found no good: those that are older are asked first, each time.
    failed: Option<Instant>,
}

impl Watch {
    fn trusts(&self, meta: &PoolConnectionMetadata) -> bool {
        let knowledge = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        meta.idle_for <= ASK_AFTER
            && knowledge
                .confirmed
                .is_some_and(|moment| moment.elapsed() <= ASK_AFTER)
            && knowledge.failed.is_none_or(|moment| moment.elapsed() > meta.age)
    }

    fn learn(&self, is_good: bool) {
        let mut knowledge = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Some(Instant::now());
        if is_good {
            knowledge.confirmed = now;
        } else {
            knowledge.failed = now;
        }
    }
}
