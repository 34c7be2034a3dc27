//! Requests share their way to the database, and none of them gets an answer that was read before it asked.

use crate::world::{Browser, Shop, World, config, is};
use app_session::{Found, Member, Viewer};
use futures::future::join_all;
use sqlx::{Postgres, Transaction, pool::PoolConnection};
use tokio::task::JoinHandle;
use tower_sessions::session::Id;

fn ask(browser: &Browser, shop: &Shop) -> JoinHandle<Viewer> {
    let (mut browser, shop) = (browser.clone(), shop.clone());
    tokio::spawn(async move { browser.viewer(&shop).await })
}

/// Tells a story in which look-ups are held up, and is false if they were given up meanwhile: on a machine that is so busy
/// it is told again.
async fn in_time(story: impl AsyncFn() -> bool) {
    for _ in 0..5 {
        if story().await {
            return;
        }
    }
    panic!("look-ups were given up five times: this machine is too busy");
}

/// While this stands, look-ups wait.
async fn hold_look_ups(world: &World) -> Transaction<'static, Postgres> {
    let mut lock = world.owner().begin().await.expect("a transaction");
    sqlx::raw_sql("lock table session.login in access exclusive mode")
        .execute(&mut *lock)
        .await
        .expect("locked");
    lock
}

/// The shop's connection is busy: its statement waits.
async fn keep_busy(world: &World, shop: &Shop, browser: &Browser) -> JoinHandle<Viewer> {
    let busy = ask(browser, shop);
    world.until_waiting(1).await;
    busy
}

#[tokio::test]
async fn those_who_ask_while_a_statement_is_under_way_share_the_next_one() {
    in_time(async || {
        let world = World::new().await;
        let [shop] = &world.shops().await;
        let members = [world.member("张三").await, world.member("李四").await];
        let browsers = [
            Browser::of(&members[0], shop).await,
            Browser::of(&members[1], shop).await,
        ];
        let before = shop.statistics.batches();
        let hits = shop.statistics.looked_up(Found::Hit);

        let lock = hold_look_ups(&world).await;
        let busy = keep_busy(&world, shop, &browsers[0]).await;
        let waiting: Vec<_> = (0..100).map(|number| ask(&browsers[number % 2], shop)).collect();
        // By the time this is answered, all of them have asked.
        world.run("select 1").await;
        lock.rollback().await.expect("let go");

        let busy = busy.await.expect("answered");
        let all: Vec<_> = join_all(waiting)
            .await
            .into_iter()
            .map(|viewer| viewer.expect("answered"))
            .collect();
        if busy == Viewer::Unavailable {
            return false;
        }
        assert_eq!(busy, is(&members[0]));
        for (number, viewer) in all.into_iter().enumerate() {
            assert_eq!(viewer, is(&members[number % 2]), "{number}");
        }
        let batches = shop.statistics.batches() - before;
        assert_eq!(batches, 2, "one was under way, the next one was for all");
        assert_eq!(shop.statistics.looked_up(Found::Hit) - hits, 101);
        true
    })
    .await;
}

/// Look-ups stand still in the middle, when they have decided which state of the table they see, until this is let go.
async fn freeze_look_ups(world: &World) -> PoolConnection<Postgres> {
    world
        .run(
            "create or replace function session.state(
                 expiry_date timestamptz, signed_in_at timestamptz, last_seen_at timestamptz, idle_limit interval,
                 disabled_at timestamptz, sessions_valid_after timestamptz, moment timestamptz
             ) returns text language plpgsql volatile as
                 'begin perform pg_advisory_xact_lock_shared(42); return ''live''; end'",
        )
        .await;
    let mut gate = world.owner().acquire().await.expect("a connection");
    sqlx::raw_sql("select pg_advisory_lock(42)")
        .execute(&mut *gate)
        .await
        .expect("locked");
    gate
}

async fn thaw(mut gate: PoolConnection<Postgres>) {
    sqlx::raw_sql("select pg_advisory_unlock(42)")
        .execute(&mut *gate)
        .await
        .expect("let go");
}

/// The heart of it: joining a statement that was sent before would be a cache, and a cache honours what has ended.
#[tokio::test]
async fn i1_who_asks_after_the_end_never_joins_a_statement_that_was_sent_before() {
    in_time(async || {
        let world = World::new().await;
        let [shop] = &world.shops().await;
        let member = world.member("张三").await;
        let browser = Browser::of(&member, shop).await;
        assert_eq!(browser.clone().viewer(shop).await, is(&member));

        let gate = freeze_look_ups(&world).await;
        let before_the_end = ask(&browser, shop);
        world.until_waiting(1).await;
        world
            .run(&format!("select session.sign_out('{}')", browser.id()))
            .await;
        let after_the_end: Vec<_> = (0..10).map(|_| ask(&browser, shop)).collect();
        // By the time this is answered, all of them have asked.
        world.run("select 1").await;
        thaw(gate).await;

        let before_the_end = before_the_end.await.expect("answered");
        if before_the_end == Viewer::Unavailable {
            return false;
        }
        assert_eq!(before_the_end, is(&member), "as it was when it asked");
        for viewer in join_all(after_the_end).await {
            assert_eq!(viewer.expect("answered"), Viewer::Guest);
        }
        assert_eq!(ask(&browser, shop).await.expect("answered"), Viewer::Guest);
        true
    })
    .await;
}

/// Live sessions of made-up ids, as the stack would have made them.
async fn many(world: &World, shop: &Shop, member: &Member, count: usize) -> Vec<Browser> {
    let model = Browser::of(member, shop).await;
    let browsers: Vec<_> = (0..count)
        .map(|_| Browser::with(Id::default().to_string()))
        .collect();
    let ids: Vec<_> = browsers.iter().map(Browser::id).collect();
    for statement in [
        "insert into session.record select new.id, r.data, r.expiry_date
         from session.record r cross join unnest($1::text[]) as new(id) where r.id = $2",
        "insert into session.login (id, member_id, signed_in_at, last_seen_at, idle_limit, remembered, method)
         select new.id, member_id, signed_in_at, last_seen_at, idle_limit, remembered, method
         from session.login l cross join unnest($1::text[]) as new(id) where l.id = $2",
    ] {
        sqlx::query(statement)
            .bind(&ids)
            .bind(model.id())
            .execute(world.owner())
            .await
            .expect("inserted");
    }
    browsers
}

/// More than fit into one statement, live and dead ones mixed, some of them several times.
#[tokio::test]
async fn everybody_gets_their_own_answer() {
    in_time(async || {
        let world = World::new().await;
        let mut config = config();
        config.limits.per_member = 1_000;
        let [shop] = &world.shops_with(&config).await;
        let members = [world.member("张三").await, world.member("李四").await];
        let mut expected: Vec<(Browser, Viewer)> = Vec::new();
        for member in &members {
            let alive = many(&world, shop, member, 140).await;
            expected.extend(alive.into_iter().map(|browser| (browser, is(member))));
        }
        for (column, table, value) in [
            ("expiry_date", "record", "now()"),
            ("last_seen_at", "login", "now() - interval '1 day'"),
        ] {
            let over = many(&world, shop, &members[0], 10).await;
            let ids = over.iter().map(|browser| format!("'{}'", browser.id()));
            let ids = ids.collect::<Vec<_>>().join(", ");
            world
                .run(&format!(
                    "update session.{table} set {column} = {value} where id in ({ids})"
                ))
                .await;
            expected.extend(over.into_iter().map(|browser| (browser, Viewer::Guest)));
        }
        let unknown = (0..10).map(|_| Browser::with(Id::default().to_string()));
        expected.extend(unknown.map(|browser| (browser, Viewer::Guest)));
        let again: Vec<_> = expected.iter().step_by(7).cloned().collect();
        expected.extend(again);

        let before = shop.statistics.batches();
        let lock = hold_look_ups(&world).await;
        let busy = keep_busy(&world, shop, &expected[0].0).await;
        let all: Vec<_> = expected.iter().map(|(browser, _)| ask(browser, shop)).collect();
        world.run("select 1").await;
        lock.rollback().await.expect("let go");
        if busy.await.expect("answered") == Viewer::Unavailable {
            return false;
        }
        for (viewer, (browser, expected)) in join_all(all).await.into_iter().zip(&expected) {
            assert_eq!(&viewer.expect("answered"), expected, "{browser:?}");
        }
        let batches = shop.statistics.batches() - before;
        assert_eq!(
            batches,
            3,
            "one was under way, then two for {} requests",
            expected.len()
        );
        true
    })
    .await;
}

#[tokio::test]
async fn whoever_goes_away_leaves_the_others_their_answer() {
    in_time(async || {
        let world = World::new().await;
        let [shop] = &world.shops().await;
        let member = world.member("张三").await;
        let browser = Browser::of(&member, shop).await;
        let lock = hold_look_ups(&world).await;
        let busy = keep_busy(&world, shop, &browser).await;
        let waiting: Vec<_> = (0..10).map(|_| ask(&browser, shop)).collect();
        world.run("select 1").await;
        busy.abort();
        for gone in waiting.iter().step_by(2) {
            gone.abort();
        }
        lock.rollback().await.expect("let go");
        for (number, viewer) in join_all(waiting).await.into_iter().enumerate() {
            match viewer {
                Ok(Viewer::Unavailable) => return false,
                Ok(viewer) => assert_eq!(viewer, is(&member)),
                Err(error) => assert!(error.is_cancelled() && number % 2 == 0),
            }
        }
        assert_eq!(browser.clone().viewer(shop).await, is(&member));
        true
    })
    .await;
}
