//! Rows of sessions that are over, and of everything that was remembered of them.

use crate::world::{AUTH, Browser, MALL, World, is};
use app_session::sweep;
use sqlx::PgPool;

/// This many sessions of members 1 to 3 that end at `end`.
async fn sessions(world: &World, name: &str, count: usize, end: &str) {
    world
        .run(&format!(
            "insert into session.record select '{name}' || n, '\\x90', {end} from generate_series(1, {count}) n;
             insert into session.login (id, member_id, signed_in_at, last_seen_at, idle_limit, remembered, method)
                 select '{name}' || n, 1 + n % 3, {end} - interval '12 hours', {end} - interval '1 minute', '30 minutes', false,
                        'password'
                 from generate_series(1, {count}) n;"
        ))
        .await;
}

#[tokio::test]
async fn three_copies_at_once_delete_all_that_is_over_and_nothing_else() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let member = world.member("张三").await;
    world.member("李四").await;
    world.member("王五").await;
    let mut browser = Browser::of(&member, shop).await;
    sessions(&world, "over", 5_000, "now() - n * interval '1 second'").await;
    sessions(&world, "alive", 500, "now() + interval '1 hour'").await;

    let pools = [AUTH, MALL, MALL].map(|role| PgPool::connect_lazy_with(world.way_in(role)));
    let (a, b, c) = tokio::join!(sweep(&pools[0]), sweep(&pools[1]), sweep(&pools[2]));
    let deleted = [a, b, c].map(|swept| swept.expect("no deadlock, no error"));
    assert_eq!(
        deleted.iter().sum::<u64>(),
        5_000,
        "each by one of them: {deleted:?}"
    );
    assert_eq!(world.count("session.record").await, 501);
    assert_eq!(world.count("session.login").await, 501);
    let expired = "session.event where kind = 'expired' and session_id like 'over%'";
    assert_eq!(world.count(expired).await, 5_000);
    assert_eq!(
        world
            .count(&format!("(select distinct session_id from {expired}) e"))
            .await,
        5_000
    );
    assert_eq!(
        world.count("session.event where kind <> 'expired'").await,
        1,
        "the login"
    );
    assert_eq!(world.count("session.tombstone where id like 'alive%'").await, 0);
    assert_eq!(sweep(&pools[1]).await.expect("swept"), 0);
    assert_eq!(browser.viewer(shop).await, is(&member));
}

/// Much more than fits into one statement, also when no session is over.
#[tokio::test]
async fn what_is_remembered_of_the_dead_goes_too_however_much_it_is() {
    let world = World::new().await;
    world
        .run(
            "insert into session.tombstone select 'old' || n, now() - interval '1 day' from generate_series(1, 3500) n;
             insert into session.tombstone values ('kept', now() + interval '1 hour');
             insert into session.event (kind, at) select 'created', now() - interval '91 days' from generate_series(1, 3500);
             insert into session.event (kind, at) values ('kept', now() - interval '89 days')",
        )
        .await;
    assert_eq!(
        sweep(world.owner()).await.expect("swept"),
        0,
        "no session was over"
    );
    for table in ["tombstone", "event"] {
        assert_eq!(world.count(&format!("session.{table}")).await, 1, "{table}");
    }
}

/// Who logs in and out all day, or comes back with a dead cookie for a month.
#[tokio::test]
async fn what_is_remembered_of_one_member_has_a_limit() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let (busy, other) = (world.member("张三").await, world.member("李四").await);
    let mut untouched = Browser::of(&other, shop).await;
    let theirs = world.count("session.event where member_id = 2").await;
    world
        .run(
            "insert into session.event (kind, session_id, member_id, at)
                 select 'revoked', 'dead' || n, 1, now() - interval '1 day' from generate_series(1, 1500) n;
             insert into session.tombstone select 'dead' || n, now() + interval '1 day' from generate_series(1, 1500) n",
        )
        .await;
    for _ in 0..10 {
        let mut browser = Browser::of(&busy, shop).await;
        browser.post(shop, "/sign-out", &[]).await.ok();
    }
    assert!(world.count("session.event where member_id = 1").await <= 1_001);
    assert!(world.count("session.tombstone").await <= 1_001);
    assert_eq!(world.count("session.event where member_id = 2").await, theirs);
    assert_eq!(untouched.viewer(shop).await, is(&other));

    for minute in 0..30 {
        world.clock(&format!("{} minutes", 2 * minute)).await;
        world.run("select session.refused(array['dead1500'])").await;
    }
    assert_eq!(world.count("session.event where kind = 'refused'").await, 20);
}

/// Somebody holds a row that is over: the others go, and this one the next time.
#[tokio::test]
async fn a_row_that_is_locked_is_left_for_later() {
    let world = World::new().await;
    world.member("张三").await;
    world.member("李四").await;
    world.member("王五").await;
    sessions(&world, "over", 20, "now() - interval '1 second'").await;
    let mut lock = world.owner().begin().await.expect("a transaction");
    sqlx::raw_sql("select from session.record where id = 'over7' for update")
        .execute(&mut *lock)
        .await
        .expect("locked");
    assert_eq!(sweep(world.owner()).await.expect("swept"), 19);
    lock.rollback().await.expect("let go");
    assert_eq!(sweep(world.owner()).await.expect("swept"), 1);
}
