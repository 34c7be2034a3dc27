//! The ways to the database, each as the role it needs, and the migrations.

use crate::{
    config::{HostConfig, Service, database},
    primary::pool,
};
use anyhow::{Context, ensure};
use app_session::Connector;
use futures::future::{BoxFuture, FutureExt, ready};
use secrecy::ExposeSecret;
use sqlx::{
    ConnectOptions, Connection, PgConnection, PgPool,
    error::BoxDynError,
    migrate::{Migration, MigrationSource, Migrator},
    postgres::PgConnectOptions,
};
use std::{io::ErrorKind, str::FromStr, sync::LazyLock, time::Duration};
use tokio::time::{sleep, timeout};

/// The one ordered history of all schemas: those of the domains, and the session stack's own. Running it takes an advisory
/// lock, so copies may start at the same time.
pub static MIGRATOR: LazyLock<Migrator> = LazyLock::new(|| History::migrator(Migration::clone));

/// The same history, in which the tables of sessions are made in ranges of ids.
static PARTITIONED: LazyLock<Migrator> = LazyLock::new(|| History::migrator(app_session::partitioned));

/// All migrations that are compiled in; those of the session stack as this function gives them.
#[derive(Debug)]
struct History(fn(&Migration) -> Migration);

impl History {
    fn migrator(of_sessions: fn(&Migration) -> Migration) -> Migrator {
        let migrator = Migrator::new(Self(of_sessions)).now_or_never();
        migrator
            .expect("it waits for nothing")
            .expect("all of it is compiled in")
    }
}

impl MigrationSource<'static> for History {
    fn resolve(self) -> BoxFuture<'static, Result<Vec<Migration>, BoxDynError>> {
        let mut all: Vec<_> = sqlx::migrate!("../../migrations").iter().cloned().collect();
        all.extend(app_session::MIGRATOR.iter().map(self.0));
        all.sort_by_key(|migration| migration.version);
        Box::pin(ready(Ok(all)))
    }
}

/// Connections for the pages of one domain. Two copies of two services and a few tools stay below Postgres's default of 100.
const CONNECTIONS: u32 = 8;
/// Connections for logins and the like. Separate, so that slow pages do not keep anybody from being recognised.
const SESSION_CONNECTIONS: u32 = 4;
/// The longest we wait for a database that starts at the same moment as we do.
pub(crate) const START_TIMEOUT: Duration = Duration::from_secs(20);

/// A role in the database, which says what a part of the program may do there: `migrations/0007_roles.sql`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Accounts, and the beginning and end of sessions.
    Auth,
    /// The shop; may see who is asking and nothing more.
    Mall,
}

impl Role {
    const fn name(self) -> &'static str {
        match self {
            Self::Auth => "cfmall_auth",
            Self::Mall => "cfmall_mall",
        }
    }
}

/// All ways to the one database. Nothing is connected before it is used.
#[derive(Clone, Debug)]
pub(crate) struct Database {
    /// As `DATABASE_URL` says, without a role.
    owner: Connector,
    /// As the roles that this service acts as.
    roles: Vec<Connector>,
    /// For looking sessions up.
    reader: Connector,
    /// The migrations for a database that has no tables yet.
    migrator: &'static Migrator,
    /// Whether nobody is known while no synchronous standby follows.
    requires_standby: bool,
    auth: PgPool,
    mall: PgPool,
    sessions: PgPool,
}

impl Database {
    pub(crate) fn new(config: &HostConfig) -> Result<Self, sqlx::Error> {
        let owner = connector(config.database_address(), config)?;
        let as_role = |role: Role| -> sqlx::Result<Connector> {
            let login = match role {
                Role::Auth => &config.logins.auth,
                Role::Mall => &config.logins.mall,
            };
            let own = login
                .as_ref()
                .map(|address| connector(address.expose_secret(), config));
            Ok(own
                .transpose()?
                .unwrap_or_else(|| owner.clone())
                .acting_as(role.name()))
        };
        let (auth, mall) = (as_role(Role::Auth)?, as_role(Role::Mall)?);
        let roles = match config.service {
            Service::Monolith => vec![auth.clone(), mall.clone()],
            Service::Auth => vec![auth.clone()],
            Service::Mall => vec![mall.clone()],
        };
        let reader = roles[0].clone();
        Ok(Self {
            owner,
            auth: pool(CONNECTIONS, &auth),
            mall: pool(CONNECTIONS, &mall),
            sessions: pool(SESSION_CONNECTIONS, &reader),
            reader,
            migrator: if config.session_partitions {
                &PARTITIONED
            } else {
                &MIGRATOR
            },
            requires_standby: config.session.require_standby,
            roles,
        })
    }

    pub(crate) fn pool(&self, role: Role) -> &PgPool {
        match role {
            Role::Auth => &self.auth,
            Role::Mall => &self.mall,
        }
    }

    /// For the session stack: a pool for what happens now and then, and how to connect for looking up.
    pub(crate) fn sessions(&self) -> (&PgPool, &Connector) {
        (&self.sessions, &self.reader)
    }

    /// The pools that a service uses, by name.
    pub(crate) fn pools(&self, service: Service) -> Vec<(&'static str, &PgPool)> {
        let (auth, mall) = (("auth", &self.auth), ("mall", &self.mall));
        let domains = match service {
            Service::Monolith => vec![auth, mall],
            Service::Auth => vec![auth],
            Service::Mall => vec![mall],
        };
        domains
            .into_iter()
            .chain([("sessions", &self.sessions)])
            .collect()
    }

    /// The number of migrations of this program that have not been applied.
    pub(crate) async fn missing_migrations(&self) -> sqlx::Result<i64> {
        missing_migrations(&self.sessions).await
    }

    /// Whether a standby is required and none follows, so that nobody's session is known.
    pub(crate) async fn lacks_standby(&self) -> sqlx::Result<bool> {
        Ok(self.requires_standby && !app_session::has_standby(&self.sessions).await?)
    }

    /// Waits for the database to answer and brings all schemas up to date, if they are not: only then must
    /// `DATABASE_URL` be their owner's.
    pub(crate) async fn prepare(&self) -> anyhow::Result<()> {
        if let Some(warning) = database::warning(self.owner.options()) {
            tracing::warn!("{warning}");
        }
        let mut connection = timeout(START_TIMEOUT, self.connect_patiently())
            .await
            .context("the database of DATABASE_URL does not answer: is PostgreSQL running?")?
            .context("the database of DATABASE_URL does not let us in")?;
        // Before migrations, whose lock a pooler could give to somebody else.
        check_pooling(&self.owner).await?;
        if !matches!(missing_migrations(&mut connection).await, Ok(0)) {
            self.migrator.run(&mut connection).await.context(
                "the database cannot be brought up to date: run the command migrate with the DATABASE_URL of its owner first",
            )?;
        }
        connection.close().await?;
        for role in &self.roles {
            check_pooling(role).await?;
            let mut connection = role.connect().await.context(
                "the database lets nobody in as the role of this service: see docs/configuration.md about AUTH_DATABASE_URL and MALL_DATABASE_URL",
            )?;
            if !has_settings(&mut connection).await? {
                tracing::warn!(
                    "the roles of the services lack their timeouts and their isolation: whoever owns the roles has to run \
                     migrations/0015_role_settings.sql in this database"
                );
            }
            connection.close().await?;
        }
        if self.requires_standby {
            check_standbys(&self.reader).await?;
        }
        Ok(())
    }

    /// Waits for a server that starts, and not for one that has refused us.
    async fn connect_patiently(&self) -> sqlx::Result<PgConnection> {
        loop {
            match self.owner.options().connect().await {
                Err(error) if !is_refusal(&error) => tracing::warn!(%error, "waiting for the database"),
                connected_or_refused => return connected_or_refused,
            }
            sleep(Duration::from_millis(500)).await;
        }
    }
}

/// How to connect to `address`. TimeZone=UTC is set by sqlx itself on every connection; timeouts and the isolation are settings of
/// the roles.
fn connector(address: &str, config: &HostConfig) -> sqlx::Result<Connector> {
    let options = PgConnectOptions::from_str(address)?.application_name(&config.instance);
    Ok(Connector::new(options))
}

/// Whether the role brings what every connection of a service relies on. A copy of a database does not have it: settings of roles
/// are left out of dumps of one database.
async fn has_settings(connection: &mut PgConnection) -> sqlx::Result<bool> {
    let settings = "select current_setting('statement_timeout') <> '0'
                       and current_setting('default_transaction_isolation') = 'read committed'";
    sqlx::query_scalar(settings).fetch_one(connection).await
}

/// Whether the server was there and there is no use in asking again: it has no TLS or another certificate, or wants another
/// password (class 28).
fn is_refusal(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Tls(_) | sqlx::Error::Configuration(_) => true,
        sqlx::Error::Io(error) => error.kind() == ErrorKind::InvalidData,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| code.starts_with("28")),
        _ => false,
    }
}

async fn check_pooling(connector: &Connector) -> anyhow::Result<()> {
    ensure!(
        connector
            .keeps_its_process()
            .await
            .context("the database cannot be asked")?,
        "before the database stands a connection pooler that gives every transaction another server process (PgBouncer: \
         pool_mode=transaction): set pool_mode=session, or connect to PostgreSQL itself"
    );
    Ok(())
}

async fn check_standbys(connector: &Connector) -> anyhow::Result<()> {
    ensure!(
        connector
            .can_see_standbys()
            .await
            .context("the database cannot be asked")?,
        "SESSION_REQUIRE_STANDBY=1, and the owner of the tables may not see whether a standby follows: as a superuser, \
         grant pg_read_all_stats to that role"
    );
    Ok(())
}

/// The number of migrations of this program that have not been applied as they are here: the newest number alone would not tell of
/// one that was added before it on another branch, or of one that was changed.
async fn missing_migrations(executor: impl sqlx::PgExecutor<'_>) -> sqlx::Result<i64> {
    let (versions, checksums): (Vec<_>, Vec<_>) = MIGRATOR
        .iter()
        .map(|migration| (migration.version, migration.checksum.to_vec()))
        .unzip();
    let missing = "select cardinality($1) - count(*)
                     from unnest($1::bigint[], $2::bytea[]) as own (version, checksum)
                     join _sqlx_migrations using (version, checksum)
                    where success";
    sqlx::query_scalar(missing)
        .bind(versions)
        .bind(checksums)
        .fetch_one(executor)
        .await
}
