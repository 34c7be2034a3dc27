//! A database for each test.
//!
//! ```no_run
//! # async fn example(migrator: &sqlx::migrate::Migrator) -> Result<(), dev_postgres::Error> {
//! let database = dev_postgres::TestDatabase::create(migrator).await?;
//! let pool = database.pool();
//! # Ok(()) }
//! ```
//!
//! The tests of a process share one [`Server`], but no pool: every `#[tokio::test]` has a runtime of its own, and a
//! connection dies with the runtime that opened it.

use crate::database::{close, execute};
use crate::endpoint::Endpoint;
use crate::role_settings::copy_role_settings;
use crate::{Error, Login, Options, Server, template};
use rand::TryRngCore;
use rand::rngs::OsRng;
use sqlx::migrate::Migrator;
use sqlx::postgres::PgPoolOptions;
use sqlx::{PgConnection, PgPool};
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::sync::{Mutex, OnceCell};

/// The beginning of a name, `test_<seconds since 1970, by the server's clock>_<random>`: the time tells leftovers from tests that run.
const PREFIX: &str = "test_";
/// The age at which the database of a killed test is dropped.
const LEFTOVER_AFTER_SECONDS: i64 = 60 * 60;
/// Connections of a pool: enough for a handler with a transaction and a listener, few enough for many tests at once.
const CONNECTIONS: u32 = 5;
/// How long a test waits for a connection of its pool.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(20);

/// The server of this process's tests. Weak, so that the last database to go gives the lease back: a value in a static
/// would never be dropped.
static SHARED: Mutex<Weak<Server>> = Mutex::const_new(Weak::new());

/// A fresh, migrated database for one test, dropped with this value.
#[derive(Debug)]
pub struct TestDatabase {
    name: String,
    pool: PgPool,
    server: Arc<Server>,
    dropped: bool,
}

impl TestDatabase {
    /// A new database with these migrations on the project's server.
    pub async fn create(migrator: &Migrator) -> Result<Self, Error> {
        let server = shared(&Options::from_env()).await?;
        Self::create_on(server, migrator).await
    }

    /// A new database with these migrations on the given server.
    pub async fn create_on(server: Arc<Server>, migrator: &Migrator) -> Result<Self, Error> {
        let endpoint = server.endpoint();
        let mut admin = endpoint.admin().await?;
        let template = template::ensure(endpoint, &mut admin, migrator).await?;
        Self::copy_of(&template, server.clone(), admin).await
    }

    /// A new database that begins as this one is, to which nobody may be connected.
    async fn copy_of(template: &str, server: Arc<Server>, mut admin: PgConnection) -> Result<Self, Error> {
        let name = new_name(&mut admin).await?;
        execute(&mut admin, &format!("create database {name} template {template}")).await?;
        execute(&mut admin, &copy_role_settings(template, &name)).await?;
        close(admin).await;
        let endpoint = server.endpoint();
        let options = endpoint.connect_options(&name);
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .connect_lazy_with(options);
        Ok(Self {
            name,
            pool,
            server,
            dropped: false,
        })
    }

    /// A pool of connections to the database, to be used in the test's own runtime.
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// The connection string of the database, for a server under test that makes its own pool.
    pub fn url(&self) -> String {
        self.server.database_url(&self.name)
    }

    /// The logins of the services' roles to the database.
    pub async fn logins(&self) -> Result<Vec<Login>, Error> {
        self.server.ensure_logins(&self.name).await
    }

    /// The name of the database.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Drops the database now. Without this call it is dropped with the value, on a thread of its own.
    pub async fn close(mut self) -> Result<(), Error> {
        self.pool.close().await;
        self.dropped = true;
        drop_database(self.server.endpoint(), &self.name).await
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if self.dropped {
            return;
        }
        let (endpoint, name) = (self.server.endpoint().clone(), self.name.clone());
        // Not in the test's runtime, which may be shutting down.
        let dropping = std::thread::spawn(move || -> Result<(), String> {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let runtime = runtime.map_err(|error| error.to_string())?;
            runtime
                .block_on(drop_database(&endpoint, &name))
                .map_err(|error| error.to_string())
        });
        if !matches!(dropping.join(), Ok(Ok(()))) {
            // Dropped as a leftover in an hour.
            tracing::debug!(name = self.name, "a test database stays behind");
        }
    }
}

/// A database that is prepared once in a process, and of which each test gets a copy.
///
/// It stays when the process ends, because nothing in a static is ever dropped, and goes with the leftovers of tests that were killed.
#[derive(Debug, Default)]
pub struct Prototype(OnceCell<String>);

impl Prototype {
    /// One that nobody has prepared.
    pub const fn new() -> Self {
        Self(OnceCell::const_new())
    }

    /// A copy of what `prepare` makes of a database with these migrations, which it is asked for once. Nobody may be connected to that any more
    /// when it is done.
    pub async fn copy(
        &self,
        migrator: &Migrator,
        prepare: impl AsyncFnOnce(&TestDatabase),
    ) -> Result<TestDatabase, Error> {
        let name = self
            .0
            .get_or_try_init(async || {
                let mut database = TestDatabase::create(migrator).await?;
                prepare(&database).await;
                database.pool.close().await;
                database.dropped = true;
                Ok::<_, Error>(database.name.clone())
            })
            .await?;
        let server = shared(&Options::from_env()).await?;
        let admin = server.endpoint().admin().await?;
        TestDatabase::copy_of(name, server, admin).await
    }
}

/// The server of this process's tests, started by the first of them.
async fn shared(options: &Options) -> Result<Arc<Server>, Error> {
    let mut shared = SHARED.lock().await;
    if let Some(server) = shared.upgrade() {
        return Ok(server);
    }
    let server = Arc::new(Server::ensure(options, &|message| tracing::info!("{message}")).await?);
    drop_leftovers(server.endpoint()).await?;
    *shared = Arc::downgrade(&server);
    Ok(server)
}

async fn new_name(admin: &mut PgConnection) -> Result<String, Error> {
    let now: i64 = sqlx::query_scalar("select extract(epoch from now())::bigint")
        .fetch_one(admin)
        .await
        .map_err(Error::sql("ask for the time"))?;
    let random = rand::Rng::random::<u64>(&mut OsRng.unwrap_err());
    Ok(format!("{PREFIX}{now}_{random:016x}"))
}

async fn drop_database(endpoint: &Endpoint, name: &str) -> Result<(), Error> {
    let mut admin = endpoint.admin().await?;
    let dropped = execute(
        &mut admin,
        &format!("drop database if exists {name} with (force)"),
    )
    .await;
    close(admin).await;
    dropped
}

/// Drops the databases that killed tests left behind.
async fn drop_leftovers(endpoint: &Endpoint) -> Result<(), Error> {
    let mut admin = endpoint.admin().await?;
    let names: Vec<String> = sqlx::query_scalar(
        "select datname from pg_database
         where datname ~ ('^' || $1 || '[0-9]{1,15}_[0-9a-f]{16}$')
           and split_part(datname, '_', 2)::bigint < extract(epoch from now()) - $2",
    )
    .bind(PREFIX)
    .bind(LEFTOVER_AFTER_SECONDS)
    .fetch_all(&mut admin)
    .await
    .map_err(Error::sql("look for databases of killed tests"))?;
    for name in names {
        // Without force: a test under a debugger may be older than an hour.
        if let Err(error) = execute(&mut admin, &format!("drop database if exists {name}")).await {
            tracing::debug!(%error, "the database of a killed test stays");
        }
    }
    close(admin).await;
    Ok(())
}
