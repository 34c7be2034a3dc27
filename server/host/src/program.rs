//! What a binary is made of.

use crate::{
    config::{HostConfig, Service},
    database,
};
use app_kernel::{Links, Origin};
use app_session::{CookieScope, SessionConfig, StoreKind};
use axum::{http::Method, routing::MethodRouter};
use leptos::prelude::{AnyView, IntoAny, IntoView};
use secrecy::SecretString;
use sqlx::PgPool;
use std::{net::SocketAddr, pin::Pin, sync::Arc, time::Duration};

/// Method, path and handler.
pub type Endpoint = (Method, &'static str, MethodRouter);

type Work<'a> = Pin<Box<dyn Future<Output = anyhow::Result<()>> + Send + 'a>>;
type Task = Box<dyn for<'a> Fn(&'a PgPool) -> Work<'a> + Send + Sync>;

/// What a process has before it has any domain: configuration and a database.
#[derive(Clone)]
pub struct Host {
    config: Arc<HostConfig>,
    pool: PgPool,
}

impl Host {
    /// Connects when first asked to.
    ///
    /// # Panics
    /// If `DATABASE_URL` is not the address of a Postgres database.
    pub fn new(config: HostConfig) -> Self {
        let pool = database::pool(&config).expect("DATABASE_URL is a postgres:// address");
        Self {
            config: Arc::new(config),
            pool,
        }
    }

    /// With another pool, as tests have it.
    pub fn with_pool(config: HostConfig, pool: PgPool) -> Self {
        Self {
            config: Arc::new(config),
            pool,
        }
    }

    /// Good for nothing but asking what is mounted.
    pub(crate) fn for_listing(service: Service) -> Self {
        let origin = Origin::parse("http://cfmall.localhost").expect("an origin");
        Self::new(HostConfig {
            service,
            instance: String::new(),
            database_url: SecretString::from("postgres://listing"),
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            links: Links {
                mall: origin.clone(),
                auth: origin,
            },
            session: SessionConfig {
                store: StoreKind::Memory,
                scope: CookieScope::Host,
                insecure: false,
                lifetime: Duration::from_secs(1),
                key: None,
                mark_secret: String::new(),
            },
            lab: false,
            demo_data: false,
        })
    }

    /// The database.
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// The configuration.
    pub fn config(&self) -> &HostConfig {
        &self.config
    }
}

/// What a domain, or two, add to a host. Every part that is not mentioned is not there.
pub struct Program {
    pub(crate) root: Arc<dyn Fn() -> AnyView + Send + Sync>,
    pub(crate) endpoints: Vec<Endpoint>,
    pub(crate) assets: Vec<Endpoint>,
    pub(crate) contexts: Vec<Arc<dyn Fn() + Send + Sync>>,
    seeds: Vec<Task>,
    preflight: Vec<Task>,
}

impl Program {
    /// The pages.
    pub fn new<V: IntoView + 'static>(root: impl Fn() -> V + Send + Sync + 'static) -> Self {
        Self {
            root: Arc::new(move || root().into_any()),
            endpoints: Vec::new(),
            assets: Vec::new(),
            contexts: Vec::new(),
            seeds: Vec::new(),
            preflight: Vec::new(),
        }
    }

    /// Handlers that need to know who is asking.
    #[must_use]
    pub fn endpoints(mut self, endpoints: Vec<Endpoint>) -> Self {
        self.endpoints.extend(endpoints);
        self
    }

    /// Handlers that do not, and never touch the session table.
    #[must_use]
    pub fn assets(mut self, assets: Vec<Endpoint>) -> Self {
        self.assets.extend(assets);
        self
    }

    /// What pages and server functions find in their context.
    #[must_use]
    pub fn provide<T: Clone + Send + Sync + 'static>(mut self, value: T) -> Self {
        self.contexts
            .push(Arc::new(move || leptos::prelude::provide_context(value.clone())));
        self
    }

    /// What `seed` and `DEMO_DATA=1` do.
    #[must_use]
    pub fn seed_with(
        mut self,
        seed: impl for<'a> Fn(&'a PgPool) -> Work<'a> + Send + Sync + 'static,
    ) -> Self {
        self.seeds.push(Box::new(seed));
        self
    }

    /// What must hold before the first request is answered.
    #[must_use]
    pub fn check_with(
        mut self,
        check: impl for<'a> Fn(&'a PgPool) -> Work<'a> + Send + Sync + 'static,
    ) -> Self {
        self.preflight.push(Box::new(check));
        self
    }

    pub(crate) async fn seed(&self, pool: &PgPool) -> anyhow::Result<()> {
        for seed in &self.seeds {
            seed(pool).await?;
        }
        Ok(())
    }

    pub(crate) async fn check(&self, pool: &PgPool) -> anyhow::Result<()> {
        for check in &self.preflight {
            check(pool).await?;
        }
        Ok(())
    }
}
