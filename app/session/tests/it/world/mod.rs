//! A world to test in: a database, copies of a shop that share it, and browsers that go from one copy to another.
//!
//! [`shop`] and [`routes`] are also all that another axum project would write to use this crate.

mod browser;
mod end;
mod forwarder;
mod hashed_ids;
mod held;
mod routes;
mod shop;

pub(crate) use browser::{Answer, Browser, NAME};
pub(crate) use end::End;
pub(crate) use forwarder::Forwarder;
use hashed_ids::HashedIds;
pub(crate) use shop::{Shop, config, with_buckets, without_buckets};

use app_session::{Connector, Member, SessionConfig, Viewer, partitioned};
use dev_postgres::{Server, TestDatabase};
use futures::future::BoxFuture;
use sqlx::{
    Decode, PgPool, Postgres, Type,
    error::BoxDynError,
    migrate::{Migration, MigrationSource, Migrator},
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{
    cell::RefCell,
    path::Path,
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};
use tokio::time::sleep;
use tower_sessions_sqlx_store::PostgresStore;

/// The application of these tests.
pub(crate) const APPLICATION: &str = "cfmall";

/// The role that begins, changes and ends sessions.
pub(crate) const AUTH: &str = "cfmall_auth";
/// The role that may ask who it is, and nothing more.
pub(crate) const MALL: &str = "cfmall_mall";

/// What never comes true is given up.
const TIMEOUT: Duration = Duration::from_secs(10);

thread_local! {
    /// Databases of stories that were told on this thread. They are dropped with it: then the runtime is gone, and with
    /// it every connection. For one that is just being made Postgres would wait, and nobody would go on making it.
    static TOLD: RefCell<Vec<TestDatabase>> = const { RefCell::new(Vec::new()) };
}

/// A migrated database of one's own, and what the tests do to it behind the back of every copy.
pub(crate) struct World {
    database: Option<TestDatabase>,
    members: AtomicI64,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::of(TestDatabase::create(&migrator(is_partitioned()).await).await)
    }

    /// Tables of sessions in ranges of ids.
    pub(crate) async fn partitioned() -> Self {
        Self::of(TestDatabase::create(&migrator(true).await).await)
    }

    /// On a server of one's own.
    pub(crate) async fn on(server: Arc<Server>) -> Self {
        Self::of(TestDatabase::create_on(server, &migrator(is_partitioned()).await).await)
    }

    fn of(database: Result<TestDatabase, dev_postgres::Error>) -> Self {
        Self {
            database: Some(database.expect("a database")),
            members: AtomicI64::new(1),
        }
    }

    /// Drops the database now.
    pub(crate) async fn close(mut self) {
        let database = self.database.take().expect("there until the end");
        database.close().await.expect("dropped");
    }

    fn database(&self) -> &TestDatabase {
        self.database.as_ref().expect("there until the end")
    }

    /// So many copies with the usual limits.
    pub(crate) async fn shops<const COPIES: usize>(&self) -> [Shop; COPIES] {
        self.shops_with(&config()).await
    }

    /// So many copies with this configuration.
    pub(crate) async fn shops_with<const COPIES: usize>(&self, config: &SessionConfig) -> [Shop; COPIES] {
        let shops = std::array::from_fn(|_| World::shop_at(config, &self.way_in(AUTH)));
        for shop in &shops {
            shop.until_connected().await;
        }
        shops
    }

    /// A copy that runs as `role`.
    pub(crate) async fn shop_as(&self, role: &str) -> Shop {
        let shop = World::shop_at(&config(), &self.way_in(role));
        shop.until_connected().await;
        shop
    }

    /// A copy that is about to connect with `options`.
    pub(crate) fn shop_at(config: &SessionConfig, options: &PgConnectOptions) -> Shop {
        let connector = Connector::new(options.clone());
        let pool = PgPoolOptions::new()
            .max_connections(4)
            .acquire_timeout(Duration::from_secs(2))
            .connect_lazy_with(connector.options().clone());
        Shop::open(config.clone(), pool, &connector)
    }

    /// How a process that runs as `role` connects.
    pub(crate) fn way_in(&self, role: &str) -> PgConnectOptions {
        let options = PgConnectOptions::from_str(&self.database().url()).expect("a connection string");
        options.options([("role", role)])
    }

    /// The owner's connection string.
    pub(crate) fn url(&self) -> String {
        self.database().url()
    }

    /// The connection string of a service that logs in as `role`.
    pub(crate) async fn login(&self, role: &str) -> String {
        let logins = self.database().logins().await.expect("logins");
        let login = logins.into_iter().find(|login| login.role == role);
        login.expect("a role of a service").url
    }

    /// The database's owner, who may do anything.
    pub(crate) fn owner(&self) -> &PgPool {
        self.database().pool()
    }

    /// `tower-sessions-sqlx-store` on our table.
    pub(crate) fn store(&self) -> HashedIds<PostgresStore> {
        let store = PostgresStore::new(self.owner().clone())
            .with_schema_name("session")
            .and_then(|store| store.with_table_name("record"));
        HashedIds::new(APPLICATION, store.expect("a valid name"))
    }

    /// Somebody new.
    pub(crate) async fn member(&self, nickname: &str) -> Member {
        let id = self.members.fetch_add(1, Relaxed);
        self.run(&format!(
            "insert into auth.member (id, user_name, nickname, password_hash) values ({id}, 'user-{id}', '{nickname}', '-')"
        ))
        .await;
        Member {
            id,
            nickname: nickname.to_owned(),
        }
    }

    /// One or several statements.
    pub(crate) async fn run(&self, statements: &str) {
        sqlx::raw_sql(statements)
            .execute(self.owner())
            .await
            .unwrap_or_else(|error| panic!("{statements}: {error}"));
    }

    /// What an expression is now.
    pub(crate) async fn value<T>(&self, expression: &str) -> T
    where
        T: for<'r> Decode<'r, Postgres> + Type<Postgres> + Send + Unpin,
    {
        sqlx::query_scalar(&format!("select {expression}"))
            .fetch_one(self.owner())
            .await
            .unwrap_or_else(|error| panic!("{expression}: {error}"))
    }

    /// How many rows this part of a statement, from its `from` on, finds.
    pub(crate) async fn count(&self, rows: &str) -> i64 {
        self.value(&format!("(select count(*) from {rows})")).await
    }

    /// Waits until it is so.
    pub(crate) async fn until(&self, condition: &str) {
        let started = Instant::now();
        while !self.value::<bool>(condition).await {
            assert!(started.elapsed() < TIMEOUT, "it never came true: {condition}");
            sleep(Duration::from_millis(1)).await;
        }
    }

    /// Waits until so many statements of others wait for a lock.
    pub(crate) async fn until_waiting(&self, count: usize) {
        self.until(&format!(
            "(select count(*) = {count} from pg_stat_activity
              where datname = current_database() and wait_event_type = 'Lock')"
        ))
        .await;
    }

    /// Waits until the use of all of a member's live sessions is written down, which happens behind the requests' back.
    /// All of them must have been used.
    pub(crate) async fn until_touched(&self, member: &Member) {
        self.until(&format!(
            "not exists (
                 select from session.login join session.record using (id)
                 where member_id = {} and last_seen_at < session.now() - interval '1 minute'
                   and last_seen_at + idle_limit > session.now() and expiry_date > session.now())",
            member.id
        ))
        .await;
    }

    /// Moves the clock by which every copy decides, from now.
    pub(crate) async fn clock(&self, shift: &str) {
        self.run(&format!(
            "create or replace function session.now() returns timestamptz language sql volatile parallel safe
             return clock_timestamp() + interval '{shift}'"
        ))
        .await;
    }

    /// What was written down about an id, in order: kinds, with their details.
    pub(crate) async fn events(&self, id: &str) -> Vec<String> {
        self.value(&format!(
            "coalesce((select array_agg(concat_ws(' ', kind, detail) order by event.id)
                       from session.event where session_id = '{id}'), array[]::text[])"
        ))
        .await
    }
}

impl Drop for World {
    fn drop(&mut self) {
        TOLD.with_borrow_mut(|told| told.extend(self.database.take()));
    }
}

/// Whether all tests run on tables in ranges of ids.
pub(crate) fn is_partitioned() -> bool {
    std::env::var_os("SESSION_TEST_PARTITIONS").is_some()
}

async fn migrator(is_partitioned: bool) -> Migrator {
    Migrator::new(History { is_partitioned })
        .await
        .expect("the migrations can be read")
}

/// Our migrations and those of the application, whose accounts and roles the tests need, in one history.
#[derive(Debug)]
struct History {
    is_partitioned: bool,
}

impl MigrationSource<'static> for History {
    fn resolve(self) -> BoxFuture<'static, Result<Vec<Migration>, BoxDynError>> {
        // Read now and not compiled in, so that a migration that is added is never missed.
        let ours = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations"));
        let application = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations"));
        Box::pin(async move {
            let mut all = ours.resolve().await?;
            all.extend(application.resolve().await?);
            all.sort_by_key(|migration| migration.version);
            if self.is_partitioned {
                for migration in &mut all {
                    let Migration {
                        version,
                        description,
                        migration_type,
                        sql,
                        no_tx,
                        ..
                    } = partitioned(migration);
                    // With a checksum of its own: databases are copied from one that had the same migrations.
                    *migration = Migration::new(version, description, migration_type, sql, no_tx);
                }
            }
            Ok(all)
        })
    }
}

/// The viewer who is this member.
pub(crate) fn is(member: &Member) -> Viewer {
    Viewer::Member(member.clone())
}
