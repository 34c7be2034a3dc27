//! Another server takes over.

use crate::world::{AUTH, Answer, Browser, Forwarder, World, config, is};
use app_session::{Connector, SessionConfig, Viewer};
use axum::http::StatusCode;
use dev_postgres::{Options, Progress, Server};
use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU8, AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::time::sleep;

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

/// A primary that is cut off from the others may have a successor that it has not heard of.
#[tokio::test]
async fn where_a_standby_is_required_a_server_without_one_says_nothing_about_anybody() {
    let (mut pair, world) = Pair::start().await;
    let requires = SessionConfig {
        require_standby: true,
        ..config()
    };
    let [usual] = &world.shops().await;
    let [strict] = &world.shops_with(&requires).await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, usual).await;
    assert_eq!(browser.viewer(strict).await, is(&member));

    drop(pair.follower.take());
    world.until("not exists (select from pg_stat_replication)").await;
    for _ in 0..20 {
        assert_eq!(browser.viewer(strict).await, Viewer::Unavailable);
        assert_eq!(browser.viewer(usual).await, is(&member));
        sleep(Duration::from_millis(20)).await;
    }

    // Another one follows.
    let primary = pair.primary.as_ref().expect("there until the end");
    let another = primary
        .follower(&Options::new(pair.folder.join("three")), SILENT)
        .await;
    pair.follower = Some(another.expect("another server"));
    assert_eq!(until_served(&mut browser, strict).await, is(&member));
    pair.end(world).await;
}

/// To others than an owner with the rights of `pg_read_all_stats` no standby has a state.
#[tokio::test]
async fn whether_standbys_can_be_seen_is_known_before_anybody_asks() {
    let world = World::new().await;
    let connector = Connector::new(world.way_in(AUTH));
    assert!(connector.can_see_standbys().await.expect("an answer"));
    world
        .run("alter function session.has_standby() owner to cfmall_mall")
        .await;
    assert!(!connector.can_see_standbys().await.expect("an answer"));
    world.close().await;
}

/// When a write was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Before,
    /// From the moment when the primary is cut off until somebody is served again.
    During,
    After,
}

/// What became of writes, for the log.
#[derive(Default)]
struct Log {
    now: AtomicU8,
    lines: Mutex<Vec<(Phase, &'static str, bool)>>,
}

impl Log {
    fn enter(&self, phase: Phase) {
        self.now.store(phase as u8, Ordering::SeqCst);
    }

    fn phase(&self) -> Phase {
        [Phase::Before, Phase::During, Phase::After][usize::from(self.now.load(Ordering::SeqCst))]
    }

    /// A write is asked for in the phase in which it is sent.
    async fn write(&self, what: &'static str, answer: impl Future<Output = Answer>) -> bool {
        let phase = self.phase();
        let acknowledged = answer.await.status == StatusCode::OK;
        self.lines
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push((phase, what, acknowledged));
        acknowledged
    }

    fn count(&self, phase: Phase, what: &str, acknowledged: bool) -> usize {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines
            .iter()
            .filter(|line| line.0 == phase && line.1 == what && line.2 == acknowledged)
            .count()
    }

    fn print(&self, recovery: Duration) {
        println!(
            "| writes | {:<8} | acknowledged | refused |\n|---|---|---:|---:|",
            "sent"
        );
        for what in ["sign-out", "value"] {
            for phase in [Phase::Before, Phase::During, Phase::After] {
                println!(
                    "| {what} | {:<8} | {} | {} |",
                    format!("{phase:?}").to_lowercase(),
                    self.count(phase, what, true),
                    self.count(phase, what, false)
                );
            }
        }
        println!("served again after {} ms", recovery.as_millis());
    }
}

/// In the middle of traffic: what was acknowledged before, during and after it holds. `--nocapture` prints the log that is in
/// docs/decisions/0028-fail-over.md.
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
    let (mut here, mut ends, mut disabled) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..40 {
        let member = world.member(&format!("member-{number}")).await;
        here.push((Browser::of(&member, &shops[0]).await, member.clone()));
        ends.push(Browser::of(&member, &shops[1]).await);
    }
    for number in 0..4 {
        let member = world.member(&format!("disabled-{number}")).await;
        disabled.push((Browser::of(&member, &shops[0]).await, member));
    }

    let log = Arc::new(Log::default());
    // Sessions end one after the other, and one session carries a number that grows.
    let (shop, told) = (shops[1].clone(), log.clone());
    let ending = tokio::spawn(async move {
        let mut ended = Vec::new();
        for mut browser in ends {
            let token = browser.clone();
            if told
                .write("sign-out", browser.post(&shop, "/sign-out", &[]))
                .await
            {
                ended.push(token);
            }
            sleep(Duration::from_millis(40)).await;
        }
        ended
    });
    let (shop, told, mut writer) = (shops[0].clone(), log.clone(), here[0].0.clone());
    let counting = tokio::spawn(async move {
        let mut last = 0;
        for number in 1..=120 {
            if told
                .write("value", writer.set(&shop, "n", &number.to_string()))
                .await
            {
                last = number;
            }
            sleep(Duration::from_millis(15)).await;
        }
        last
    });
    sleep(Duration::from_millis(400)).await;
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
    // The primary is cut off at once, and goes on living; its address now leads to the other one.
    log.enter(Phase::During);
    let begun = Instant::now();
    way.cut().await;
    pair.promote().await;
    way.lead_to(pair.port()).await;
    let (first, member) = &mut here[1];
    assert_eq!(until_served(first, &shops[0]).await, is(member));
    let recovery = begun.elapsed();
    log.enter(Phase::After);

    let (ended, last) = (ending.await.expect("it ends"), counting.await.expect("it ends"));
    log.print(recovery);
    for phase in [Phase::Before, Phase::After] {
        for what in ["sign-out", "value"] {
            assert!(
                log.count(phase, what, true) > 0,
                "no {what} was acknowledged {phase:?} it"
            );
        }
    }
    for (browser, member) in &mut here {
        assert_eq!(until_served(browser, &shops[0]).await, is(member));
    }
    for mut browser in ended {
        assert_eq!(until_served(&mut browser, &shops[0]).await, Viewer::Guest);
    }
    for (browser, _) in &mut disabled {
        assert_eq!(until_served(browser, &shops[1]).await, Viewer::Guest);
    }
    let (writer, _) = &mut here[0];
    let found = writer.value(&shops[1], "n").await;
    let found: u32 = found
        .as_str()
        .and_then(|text| text.parse().ok())
        .expect("a number");
    assert!(found >= last, "{last} was acknowledged and {found} is there");
    drop(shops);
    pair.end(world).await;
}
