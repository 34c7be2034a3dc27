//! Which program this is, whether it can do its work, and its connections to the database.

use crate::{Host, health};
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric},
    metrics::{
        MetricType,
        gauge::{ConstGauge, Gauge},
        info::Info,
    },
    registry::Registry,
};
use sqlx::PgPool;
use std::fmt;

/// Whether this copy can do its work, as last found out.
pub(super) struct Readiness {
    ready: Gauge,
    missing_migrations: Gauge,
}

impl Readiness {
    /// Asks what `/readyz` asks.
    pub(super) async fn find_out(&self, host: &Host) {
        let readiness = health::readiness(host).await;
        self.ready.set(i64::from(readiness == health::Readiness::Ready));
        match readiness {
            health::Readiness::Behind(missing) => {
                self.missing_migrations.set(missing);
            }
            health::Readiness::Ready => {
                self.missing_migrations.set(0);
            }
            // Nobody knows, so nothing has changed.
            _ => {}
        }
    }
}

/// Registers what is known of the process itself.
pub(super) fn register(host: &Host, registry: &mut Registry) -> Readiness {
    let config = host.config();
    registry.register(
        "build",
        "The program and what it was built from",
        Info::new([
            ("service", config.service.name().to_owned()),
            ("version", env!("CARGO_PKG_VERSION").to_owned()),
            ("commit", config.commit.clone().unwrap_or_default()),
        ]),
    );
    let readiness = Readiness {
        ready: Gauge::default(),
        missing_migrations: Gauge::default(),
    };
    registry.register(
        "ready",
        "Whether this copy can do its work, as /readyz says",
        readiness.ready.clone(),
    );
    registry.register(
        "database_missing_migrations",
        "Migrations of this version that the database lacks, as last seen",
        readiness.missing_migrations.clone(),
    );
    registry.register_collector(Box::new(ProcessMetrics(host.clone())));
    readiness
}

/// What the process knows at any moment.
struct ProcessMetrics(Host);

impl fmt::Debug for ProcessMetrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ProcessMetrics").finish_non_exhaustive()
    }
}

impl Collector for ProcessMetrics {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let Self(host) = self;
        let draining = ConstGauge::new(u32::from(host.shutdown().has_begun()));
        draining.encode(encoder.encode_descriptor(
            "draining",
            "Whether this copy is about to stop.",
            None,
            MetricType::Gauge,
        )?)?;
        let pools = host.database().pools(host.config().service);
        let mut connections = encoder.encode_descriptor(
            "db_client_connections",
            "Connections to the database, by pool and state.",
            None,
            MetricType::Gauge,
        )?;
        for (name, pool) in &pools {
            for (state, count) in by_state(pool) {
                let count = ConstGauge::new(count);
                count.encode(connections.encode_family(&[("pool", *name), ("state", state)])?)?;
            }
        }
        let mut limits = encoder.encode_descriptor(
            "db_client_connections_max",
            "The most connections of a pool.",
            None,
            MetricType::Gauge,
        )?;
        for (name, pool) in &pools {
            let limit = ConstGauge::new(pool.options().get_max_connections());
            limit.encode(limits.encode_family(&[("pool", *name)])?)?;
        }
        Ok(())
    }
}

/// The connections of a pool. Those that are being made count as used: somebody waits for them.
fn by_state(pool: &PgPool) -> [(&'static str, u32); 2] {
    let idle = u32::try_from(pool.num_idle()).unwrap_or(u32::MAX);
    [("idle", idle), ("used", pool.size().saturating_sub(idle))]
}
