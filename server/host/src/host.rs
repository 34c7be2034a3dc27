//! What a process has before it has any domain: configuration and a database.

use crate::{
    SessionStore,
    config::{APPLICATION, HostConfig, Logins, Messenger, Service},
    database::{Database, Role},
    lab::LabConfig,
    metrics::HttpMetrics,
    shutdown::Shutdown,
};
use app_kernel::{Links, Origin, PasswordCost};
use app_part::Traffic;
use app_session::SessionConfig;
use secrecy::SecretString;
use server_connections::Limits;
use sqlx::PgPool;
use std::{net::SocketAddr, num::NonZeroU16, sync::Arc, time::Duration};

/// The process, as far as it is the same for every domain.
#[derive(Clone)]
pub struct Host {
    config: Arc<HostConfig>,
    database: Database,
    shutdown: Shutdown,
    http_metrics: HttpMetrics,
    traffic: Traffic,
}

impl Host {
    /// A host with this configuration. Connects when first asked to.
    ///
    /// # Panics
    /// If `DATABASE_URL` is not the address of a Postgres database.
    pub fn new(config: HostConfig) -> Self {
        let database = Database::new(&config).expect("DATABASE_URL is a postgres:// address");
        Self {
            config: Arc::new(config),
            database,
            shutdown: Shutdown::default(),
            http_metrics: HttpMetrics::new(),
            traffic: Traffic::default(),
        }
    }

    /// A host that is good for nothing but asking what is mounted.
    pub(crate) fn for_listing(service: Service) -> Self {
        let origin = Origin::parse("http://cfmall.localhost").expect("an origin");
        Self::new(HostConfig {
            service,
            instance: String::new(),
            commit: None,
            database_url: SecretString::from("postgres://listing"),
            logins: Logins::default(),
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            links: Links {
                mall: origin.clone(),
                auth: origin,
            },
            store: SessionStore::Postgres,
            session: SessionConfig::new(APPLICATION),
            session_partitions: false,
            metrics: None,
            has_collector: false,
            probe: false,
            lab: false,
            lab_config: LabConfig::default(),
            demo_data: false,
            demo_for_everybody: false,
            shutdown_delay: Duration::ZERO,
            time_to_pay: Duration::ZERO,
            most_unpaid: NonZeroU16::MIN,
            deletion_grace: Duration::ZERO,
            messenger: Messenger::None,
            password_cost: PasswordCost::default(),
            social: Vec::new(),
            connections: Limits::for_this_process(),
        })
    }

    /// The database, as `role`.
    pub fn pool(&self, role: Role) -> &PgPool {
        self.database.pool(role)
    }

    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    pub(crate) fn shutdown(&self) -> &Shutdown {
        &self.shutdown
    }

    pub(crate) fn http_metrics(&self) -> &HttpMetrics {
        &self.http_metrics
    }

    /// Where it is noted that pages are asked for.
    pub fn traffic(&self) -> &Traffic {
        &self.traffic
    }

    /// The configuration.
    pub fn config(&self) -> &HostConfig {
        &self.config
    }
}
