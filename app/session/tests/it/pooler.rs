//! A connection pooler between the stack and the database, and what connections are asked before they are used.

use crate::world::{AUTH, Browser, World, config, is};
use app_session::{Connector, Viewer};
use dev_proxies::{PoolMode, Proxy, pgbouncer};
use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};

const MALL: &str = "cfmall_mall";

/// PgBouncer before a database, and how its owner and the services log in through it.
struct Pooled {
    proxy: Proxy,
    owner: PgConnectOptions,
    auth: PgConnectOptions,
    mall: PgConnectOptions,
}

impl Pooled {
    /// `None` where PgBouncer is not installed.
    async fn start(mode: PoolMode, world: &World) -> Option<Self> {
        let urls = [world.url(), world.login(AUTH).await, world.login(MALL).await];
        let proxy = pgbouncer(mode, &urls).expect("PgBouncer starts")?;
        let [owner, auth, mall] = urls.map(|url| options(&proxy.before(&url)));
        Some(Self {
            proxy,
            owner,
            auth,
            mall,
        })
    }
}

fn options(url: &str) -> PgConnectOptions {
    url.parse().expect("a connection string")
}

async fn one<T>(connection: &mut PgConnection, expression: &str) -> T
where
    T: for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres> + Send + Unpin,
{
    sqlx::query_scalar(&format!("select {expression}"))
        .fetch_one(connection)
        .await
        .unwrap_or_else(|error| panic!("{expression}: {error}"))
}

#[tokio::test]
async fn a_pooler_that_lends_for_a_session_changes_nothing() {
    let world = World::new().await;
    let Some(pooled) = Pooled::start(PoolMode::Session, &world).await else {
        return;
    };
    let accounts = World::shop_at(&config(), &pooled.auth);
    let shop = World::shop_at(&config(), &pooled.mall);
    for copy in [&accounts, &shop] {
        copy.until_connected().await;
    }
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, &accounts).await;
    for copy in [&accounts, &shop] {
        assert_eq!(browser.viewer(copy).await, is(&member));
    }
    browser.set(&shop, "k", "v").await.ok();
    browser.post(&accounts, "/sign-out", &[]).await.ok();
    assert_eq!(
        browser.viewer(&shop).await,
        Viewer::Guest,
        "{}",
        pooled.proxy.said()
    );
}

#[tokio::test]
async fn a_pooler_that_lends_for_a_transaction_is_found_out() {
    let world = World::new().await;
    let Some(shared) = Pooled::start(PoolMode::Transaction, &world).await else {
        return;
    };
    // Others come and go meanwhile.
    let traffic = sqlx::postgres::PgPoolOptions::new().max_connections(4);
    let traffic = traffic.connect_lazy_with(shared.auth.clone().statement_cache_capacity(0));
    let noise = tokio::spawn(async move {
        loop {
            let _ = sqlx::raw_sql("select pg_sleep(0.001)").execute(&traffic).await;
        }
    });
    for options in [&shared.owner, &shared.auth, &shared.mall] {
        for _ in 0..10 {
            let is_kept = Connector::new(options.clone()).keeps_its_process().await;
            assert!(!is_kept.expect("it answers"), "{}", shared.proxy.said());
        }
    }
    noise.abort();
    let pooled = Pooled::start(PoolMode::Session, &world).await.expect("installed");
    let direct = options(&world.url());
    for options in [&direct, &pooled.owner, &pooled.auth] {
        let is_kept = Connector::new(options.clone()).keeps_its_process().await;
        assert!(is_kept.expect("it answers"));
    }
}

/// By its own login or as the owner who steps down, with a pooler or without.
#[tokio::test]
async fn a_connection_acts_as_its_role_with_the_roles_settings() {
    let world = World::new().await;
    let pooled = Pooled::start(PoolMode::Session, &world).await;
    let direct = options(&world.url());
    let own = options(&world.login(MALL).await);
    let through = pooled.iter().flat_map(|pooled| [&pooled.owner, &pooled.mall]);
    for options in [&direct, &own].into_iter().chain(through) {
        let connector = Connector::new(options.clone()).acting_as(MALL);
        let mut connection = connector.connect().await.expect("a connection");
        assert_eq!(one::<String>(&mut connection, "current_user::text").await, MALL);
        for (setting, value) in [
            ("statement_timeout", "3s"),
            ("lock_timeout", "2s"),
            ("idle_in_transaction_session_timeout", "10s"),
            ("default_transaction_isolation", "read committed"),
        ] {
            let found: String = one(&mut connection, &format!("current_setting('{setting}')")).await;
            assert_eq!(found, value, "{setting}");
        }
        connection.close().await.expect("closed");
    }
    // What the owner put on is not left to the next one who gets the same process.
    if let Some(pooled) = pooled {
        let mut connection = Connector::new(pooled.owner.clone()).connect().await.expect("one");
        let (user, timeout): (String, String) = (
            one(&mut connection, "current_user::text").await,
            one(&mut connection, "current_setting('lock_timeout')").await,
        );
        assert_ne!(user, MALL);
        assert_eq!(timeout, "0");
    }
}

#[tokio::test]
async fn a_login_that_may_not_become_the_role_is_refused() {
    let world = World::new().await;
    let mall = options(&world.login(MALL).await);
    let refused = Connector::new(mall).acting_as(AUTH).connect().await;
    let error = refused.expect_err("it is another role");
    let code = error
        .as_database_error()
        .and_then(|error| error.code().map(String::from));
    assert_eq!(code.as_deref(), Some("42501"), "{error}");
}
