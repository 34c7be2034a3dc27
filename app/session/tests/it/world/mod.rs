//! A world to test in: a database, copies of a shop that share it, and browsers that go from one copy to another.
//!
//! [`shop`] and [`routes`] are also all that another axum project would write to use this crate.

mod browser;
mod end;
mod forwarder;
mod held;
mod routes;
mod shop;

pub(crate) use browser::{Answer, Browser};
pub(crate) use end::End;
pub(crate) use forwarder::Forwarder;
pub(crate) use shop::{Shop, config};

use app_kernel::{Member, MemberId, Viewer};
use app_session::{HashedIds, SessionConfig};
use dev_postgres::TestDatabase;
use sqlx::{
    Decode, PgPool, Postgres, Type,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{
    path::Path,
    str::FromStr,
    sync::atomic::{AtomicI64, Ordering::Relaxed},
    time::{Duration, Instant},
};
use tokio::time::sleep;
use tower_sessions_sqlx_store::PostgresStore;

/// The role that begins, changes and ends sessions.
pub(crate) const AUTH: &str = "cfmall_auth";
/// The role that may ask who it is, and nothing more.
pub(crate) const MALL: &str = "cfmall_mall";

/// What never comes true is given up.
const PATIENCE: Duration = Duration::from_secs(10);

/// A migrated database of one's own, and what the tests do to it behind the back of every copy.
pub(crate) struct World {
    database: TestDatabase,
    members: AtomicI64,
}

impl World {
    pub(crate) async fn new() -> Self {
        // Read now and not compiled in, so that a migration that is added is never missed.
        let migrations = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations"));
        let migrator = Migrator::new(migrations).await.expect("the migrations can be read");
        let database = TestDatabase::create(&migrator).await.expect("a database");
        Self {
            database,
            members: AtomicI64::new(1),
        }
    }

    /// So many copies with the usual limits.
    pub(crate) fn shops<const COPIES: usize>(&self) -> [Shop; COPIES] {
        self.shops_with(&config())
    }

    /// So many copies with this configuration.
    pub(crate) fn shops_with<const COPIES: usize>(&self, config: &SessionConfig) -> [Shop; COPIES] {
        std::array::from_fn(|_| self.shop_at(config, &self.way_in(AUTH)))
    }

    /// A copy that reaches the database by `options`.
    pub(crate) fn shop_at(&self, config: &SessionConfig, options: &PgConnectOptions) -> Shop {
        let pool = PgPoolOptions::new()
            .max_connections(4)
            .acquire_timeout(Duration::from_secs(2))
            .connect_lazy_with(options.clone());
        Shop::open(config.clone(), pool, options)
    }

    /// How a process that runs as `role` connects.
    pub(crate) fn way_in(&self, role: &str) -> PgConnectOptions {
        let options = PgConnectOptions::from_str(&self.database.url()).expect("a connection string");
        options.options([("role", role)])
    }

    /// The database's owner, who may do anything.
    pub(crate) fn owner(&self) -> &PgPool {
        self.database.pool()
    }

    /// `tower-sessions-sqlx-store` on our table, as the stack uses it.
    pub(crate) fn store(&self) -> HashedIds<PostgresStore> {
        let store = PostgresStore::new(self.owner().clone())
            .with_schema_name("session")
            .and_then(|store| store.with_table_name("record"));
        HashedIds::new(store.expect("a valid name"))
    }

    /// Somebody new.
    pub(crate) async fn member(&self, nickname: &str) -> Member {
        let id = self.members.fetch_add(1, Relaxed);
        self.run(&format!(
            "insert into auth.member (id, user_name, nickname, password_hash) values ({id}, 'user-{id}', '{nickname}', '-')"
        ))
        .await;
        Member {
            id: MemberId(id),
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
            assert!(started.elapsed() < PATIENCE, "it never came true: {condition}");
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

    /// Moves the clock by which every copy decides, from now.
    pub(crate) async fn clock(&self, shift: &str) {
        self.run(&format!(
            "insert into session.clock (shift) values ('{shift}') on conflict (one_row) do update set shift = excluded.shift"
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

/// The viewer who is this member.
pub(crate) fn is(member: &Member) -> Viewer {
    Viewer::Member(member.clone())
}
