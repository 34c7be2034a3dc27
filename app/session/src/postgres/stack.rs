//! The parts of the stack in one process.

use super::{
    Connector, background::BackgroundWriter, health::Health, reader::Reader, renewal::Periods,
    write_turns::WriteTurns,
};
use crate::{Limits, SessionConfig, Statistics, cookies::SessionCookies};
use sqlx::{PgPool, postgres::types::PgInterval};
use std::{sync::Arc, time::Duration};
use tokio::sync::Semaphore;

/// The stack of one process.
#[derive(Debug)]
pub(crate) struct Stack {
    pub(super) application: &'static str,
    /// Whether sessions that begin are given a bucket.
    pub(super) buckets: bool,
    pub(super) cookies: SessionCookies,
    pub(super) trusted_proxies: u8,
    pub(super) limits: Limits,
    pub(super) periods: Periods,
    pub(super) pool: PgPool,
    pub(super) reader: Reader,
    pub(super) health: Health,
    pub(super) background: BackgroundWriter,
    /// Turns of logins.
    pub(super) turns: Semaphore,
    pub(super) write_turns: WriteTurns,
    pub(super) statistics: Arc<Statistics>,
}

impl Stack {
    /// Starts it. `pool` is for what happens now and then, such as a login; `connector` for the connection that looks up.
    pub(crate) fn start(
        config: SessionConfig,
        pool: PgPool,
        connector: &Connector,
        statistics: Arc<Statistics>,
    ) -> Self {
        let health = Health::default();
        let periods = Periods::of(&config.limits);
        Self {
            application: config.application,
            buckets: config.buckets,
            cookies: SessionCookies::new(&config),
            trusted_proxies: config.trusted_proxies,
            limits: config.limits,
            periods: periods.clone(),
            reader: Reader::start(
                connector.clone(),
                periods.clone(),
                config.require_standby,
                health.clone(),
                statistics.clone(),
            ),
            background: BackgroundWriter::start(pool.clone(), periods.touch_every, statistics.clone()),
            turns: Semaphore::new(turns(&pool)),
            write_turns: WriteTurns::default(),
            pool,
            health,
            statistics,
        }
    }
}

/// The number of logins at once: one less than there are connections. The others wait here for their turn, patiently, and not
/// for a connection, which nobody waits for longer than a moment.
fn turns(pool: &PgPool) -> usize {
    let connections = usize::try_from(pool.options().get_max_connections()).unwrap_or(usize::MAX);
    connections.saturating_sub(1).clamp(1, Semaphore::MAX_PERMITS)
}

/// A duration as PostgreSQL has it, to the microsecond.
pub(super) fn interval(duration: Duration) -> PgInterval {
    PgInterval {
        months: 0,
        days: 0,
        microseconds: i64::try_from(duration.as_micros()).unwrap_or(i64::MAX),
    }
}
