//! What a binary is made of.

use crate::{
    config::{HostConfig, Service},
    database::{Database, Role},
};
use app_kernel::{Links, Origin};
use app_session::{CookieScope, Limits, SessionConfig, StoreKind};
use axum::{http::Method, routing::MethodRouter};
use leptos::prelude::{AnyView, IntoAny, IntoView};
use secrecy::SecretString;
use sqlx::PgPool;
use std::{net::SocketAddr, pin::Pin, sync::Arc};

/// Method, path and handler.
pub type Endpoint = (Method, &'static str, MethodRouter);

type Work<'a> = Pin<Box<dyn Future<Output = anyhow::Result<()>> + Send + 'a>>;
/// Work on the database, as a role.
type Task = (Role, Box<dyn for<'a> Fn(&'a PgPool) -> Work<'a> + Send + Sync>);
type Errand = Box<dyn for<'a> Fn(&'a PgPool, &'a [String]) -> Work<'a> + Send + Sync>;

/// A command of the binary besides those every binary has.
pub(crate) struct ExtraCommand {
    pub(crate) name: &'static str,
    /// One line of `--help`.
    pub(crate) help: &'static str,
    role: Role,
    run: Errand,
}

/// What a process has before it has any domain: configuration and a database.
#[derive(Clone)]
pub struct Host {
    config: Arc<HostConfig>,
    database: Database,
}

impl Host {
    /// Connects when first asked to.
    ///
    /// # Panics
    /// If `DATABASE_URL` is not the address of a Postgres database.
    pub fn new(config: HostConfig) -> Self {
        let database = Database::new(&config).expect("DATABASE_URL is a postgres:// address");
        Self {
            config: Arc::new(config),
            database,
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
                limits: Limits::default(),
                trusted_proxies: 0,
                key: None,
            },
            metrics: None,
            probe: false,
            lab: false,
            demo_data: false,
        })
    }

    /// The database, as `role`.
    pub fn pool(&self, role: Role) -> &PgPool {
        self.database.pool(role)
    }

    pub(crate) fn database(&self) -> &Database {
        &self.database
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
    pub(crate) commands: Vec<ExtraCommand>,
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
            commands: Vec::new(),
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
        role: Role,
        seed: impl for<'a> Fn(&'a PgPool) -> Work<'a> + Send + Sync + 'static,
    ) -> Self {
        self.seeds.push((role, Box::new(seed)));
        self
    }

    /// What must hold before the first request is answered.
    #[must_use]
    pub fn check_with(
        mut self,
        role: Role,
        check: impl for<'a> Fn(&'a PgPool) -> Work<'a> + Send + Sync + 'static,
    ) -> Self {
        self.preflight.push((role, Box::new(check)));
        self
    }

    /// A command for operators; `help` is its line of `--help`.
    #[must_use]
    pub fn command(
        mut self,
        name: &'static str,
        help: &'static str,
        role: Role,
        run: impl for<'a> Fn(&'a PgPool, &'a [String]) -> Work<'a> + Send + Sync + 'static,
    ) -> Self {
        self.commands.push(ExtraCommand {
            name,
            help,
            role,
            run: Box::new(run),
        });
        self
    }

    pub(crate) async fn seed(&self, host: &Host) -> anyhow::Result<()> {
        for (role, seed) in &self.seeds {
            seed(host.pool(*role)).await?;
        }
        Ok(())
    }

    pub(crate) async fn check(&self, host: &Host) -> anyhow::Result<()> {
        for (role, check) in &self.preflight {
            check(host.pool(*role)).await?;
        }
        Ok(())
    }

    pub(crate) async fn operate(&self, host: &Host, name: &str, arguments: &[String]) -> anyhow::Result<()> {
        let command = self.commands.iter().find(|command| command.name == name);
        match command {
            Some(command) => (command.run)(host.pool(command.role), arguments).await,
            None => anyhow::bail!("unknown command {name:?}; try --help"),
        }
    }
}
