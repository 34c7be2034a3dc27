//! Another server takes over.

use crate::world::{AUTH, Browser, Forwarder, World, config, is};
use app_session::Viewer;
use axum::http::StatusCode;
use dev_postgres::{Options, Progress, Server};
use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{task::yield_now, time::sleep};

const SILENT: Progress<'static> = &|_| ();
/// The longest that visitors may see an outage.
const RECOVERY: Duration = Duration::from_secs(10);

/// Two servers of which one follows the other, and a folder that is gone with them.
struct Pair {
    primary: Option<Arc<Server>>,
    follower: Option<Server>,
    folder: PathBuf,
}

impl Pair {
    /// The primary waits with every commit until the follower has it.
    async fn start() -> (Self, World) {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("cfmall-pair-{}-{number}", std::process::id()));
        let primary = Server::ensure(&Options::new(folder.join("one")), SILENT).await;
        let primary = Arc::new(primary.expect("a server"));
        let world = World::on(primary.clone()).await;
        let follower = primary.follower(&Options::new(folder.join("two")), SILENT).await;
        let follower = follower.expect("another server");
        world
            .run("alter system set synchronous_standby_names = '*'")
            .await;
        world.run("select pg_reload_conf()").await;
        let database: String = world.value("current_database()::text").await;
        // dev-postgres does not wait for the disk.
        let waits = format!("alter database {database} set synchronous_commit = remote_apply");
        world.run(&waits).await;
        // A reload takes a moment to reach every process.
        world
            .until("exists (select from pg_stat_replication where sync_state = 'sync')")
            .await;
        let pair = Self {
            primary: Some(primary),
            follower: Some(follower),
            folder,
        };
        (pair, world)
    }

    fn port(&self) -> u16 {
        self.follower.as_ref().expect("there until the end").port()
    }

    async fn promote(&self) {
        let options = self
            .follower
            .as_ref()
            .expect("there until the end")
            .connect_options("postgres");
        let pool = sqlx::PgPool::connect_with(options).await.expect("a connection");
        sqlx::raw_sql("select pg_promote()")
            .execute(&pool)
            .await
            .expect("promoted");
    }
}

impl Pair {
    /// Stops both servers, and removes what they have written.
    async fn end(mut self, world: World) {
        // There is nobody left to wait for.
        world.run("alter system reset synchronous_standby_names").await;
        world.run("select pg_reload_conf()").await;
        world.close().await;
        drop(self.follower.take());
        drop(self.primary.take());
        std::fs::remove_dir_all(&self.folder).expect("removed");
    }
}

async fn until_served(browser: &mut Browser, shop: &crate::world::Shop) -> Viewer {
    let started = Instant::now();
    loop {
        match browser.viewer(shop).await {
            Viewer::Unavailable => assert!(started.elapsed() < RECOVERY, "still unavailable"),
            viewer => return viewer,
        }
        sleep(Duration::from_millis(20)).await;
    }
}

/// The address leads to a server that is not the primary: after a fail-over that went the other way, or by mistake.
#[tokio::test]
async fn a_server_that_only_follows_says_nothing_about_anybody() {
    let (pair, world) = Pair::start().await;
    let [shop] = &world.shops().await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, shop).await;
    let elsewhere = World::shop_at(&config(), &world.way_in(AUTH).port(pair.port()));
    for _ in 0..20 {
        assert_eq!(browser.viewer(&elsewhere).await, Viewer::Unavailable);
        assert_eq!(
            browser.set(&elsewhere, "k", "v").await.status,
            StatusCode::SERVICE_UNAVAILABLE
        );
        sleep(Duration::from_millis(20)).await;
    }
    // No connection is broken: the copy finds out by itself.
    pair.promote().await;
    assert_eq!(until_served(&mut browser, &elsewhere).await, is(&member));
    browser.set(&elsewhere, "k", "v").await.ok();
    drop(elsewhere);
    pair.end(world).await;
}

/// In the middle of traffic: what was acknowledged before it holds after it.
#[tokio::test]
async fn nothing_that_was_acknowledged_is_undone_by_a_fail_over() {
    let (pair, world) = Pair::start().await;
    let primary = pair.primary.as_ref().expect("there until the end").port();
    let mut way = Forwarder::to(primary).await;
    let options = world.way_in(AUTH).port(way.port);
    let shops: [_; 2] = std::array::from_fn(|_| World::shop_at(&config(), &options));
    for shop in &shops {
        shop.until_connected().await;
    }
    let (mut here, mut ended, mut disabled) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..8 {
        let member = world.member(&format!("member-{number}")).await;
        here.push((Browser::of(&member, &shops[0]).await, member.clone()));
        ended.push(Browser::of(&member, &shops[1]).await);
    }
    for number in 0..4 {
        let member = world.member(&format!("disabled-{number}")).await;
        disabled.push((Browser::of(&member, &shops[0]).await, member));
    }

    // Ends go on until the primary is gone; only those that were acknowledged count.
    let shop = shops[1].clone();
    let traffic = tokio::spawn(async move {
        let mut acknowledged = Vec::new();
        for mut browser in ended {
            let token = browser.clone();
            if browser.post(&shop, "/sign-out", &[]).await.status == StatusCode::OK {
                acknowledged.push(token);
            }
            yield_now().await;
        }
        acknowledged
    });
    // Said here because this connection is older than the database's setting.
    for (_, member) in &disabled {
        world
            .run(&format!(
                "set local synchronous_commit = remote_apply;
                 update auth.member set disabled_at = now() where id = {}",
                member.id
            ))
            .await;
    }
    // The primary is cut off at once; its address now leads to the other one.
    way.cut().await;
    pair.promote().await;
    way.lead_to(pair.port()).await;

    let acknowledged = traffic.await.expect("it ends");
    assert!(!acknowledged.is_empty(), "nobody was acknowledged anything");
    for (browser, member) in &mut here {
        assert_eq!(until_served(browser, &shops[0]).await, is(member));
    }
    for mut browser in acknowledged {
        assert_eq!(until_served(&mut browser, &shops[0]).await, Viewer::Guest);
    }
    for (browser, _) in &mut disabled {
        assert_eq!(until_served(browser, &shops[1]).await, Viewer::Guest);
    }
    drop(shops);
    pair.end(world).await;
}
