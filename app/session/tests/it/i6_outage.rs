//! An outage is never taken for "not logged in", and never takes a cookie away. Here the database can be reached, but it
//! refuses, or takes too long.

use crate::world::{Browser, Shop, World, is};
use app_session::{Found, Viewer};
use futures::future::join_all;

/// What a form holds.
type Fields = &'static [(&'static str, &'static str)];

/// Everything a visitor can ask for.
const REQUESTS: [(&str, Option<Fields>); 14] = [
    ("/viewer", None),
    ("/sessions", None),
    ("/sign-in", Some(&[("member", "1")])),
    ("/sign-out", Some(&[])),
    ("/confirm", Some(&[])),
    ("/password", Some(&[])),
    ("/revoke", Some(&[("session", "x")])),
    ("/revoke-others", Some(&[])),
    ("/revoke-all", Some(&[])),
    ("/api/session/probe/value?key=k", None),
    ("/api/session/probe/set", Some(&[("key", "k"), ("value", "v")])),
    ("/api/session/probe/increment", Some(&[("key", "k")])),
    ("/api/session/probe/remove", Some(&[("key", "k")])),
    ("/api/session/probe/sensitive", None),
];

/// Whatever `browser` asks for, it hears that this is not possible, and its cookie stays.
pub(crate) async fn everything_is_unavailable(shop: &Shop, browser: &Browser) {
    for (target, form) in REQUESTS {
        let answer = shop.ask(target, form, browser.header().as_deref()).await;
        assert_eq!(answer.status, 503, "{target}: {answer:?}");
        assert!(answer.cookie().is_none(), "{target}: {answer:?}");
    }
}

#[tokio::test]
async fn i6_a_table_that_is_away_is_an_outage_to_everybody_with_a_cookie() {
    let world = World::new().await;
    let shops @ [a, b] = &world.shops().await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, a).await;
    for (away, back) in [
        (
            "alter table session.record rename to away",
            "alter table session.away rename to record",
        ),
        (
            "alter table session.login rename column idle_limit to away",
            "alter table session.login rename column away to idle_limit",
        ),
        (
            "revoke select on session.member from cfmall_auth",
            "grant select on session.member to cfmall_auth",
        ),
    ] {
        world.run(away).await;
        for shop in shops {
            let answer = browser.get(shop, "/viewer").await;
            assert_eq!(answer.status, 503, "{away}");
            assert_eq!(answer.json()["state"], "unavailable", "{away}");
            assert_eq!(answer.headers["retry-after"], "5", "{away}");
            everything_is_unavailable(shop, &browser).await;
            let guest = Browser::default().viewer(shop).await;
            assert_eq!(guest, Viewer::Guest, "who brings nothing needs no session");
        }
        world.run(back).await;
        for shop in shops {
            assert_eq!(browser.viewer(shop).await, is(&member), "{back}");
        }
    }
    assert!(b.statistics.looked_up(Found::Unavailable) > 30);
    assert_eq!(
        b.statistics.looked_up(Found::Unknown),
        1,
        "which was somebody unknown"
    );
}

/// Requests that were under way when the outage began.
#[tokio::test]
async fn i6_what_could_not_be_written_is_not_claimed() {
    let world = World::new().await;
    let [a, b] = &world.shops().await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, a).await;
    let under_way = [
        browser.hold(a, "sign-out", &[]).await,
        browser.hold(a, "set", &[("key", "k"), ("value", "v")]).await,
    ];
    world.run("alter table session.record rename to away").await;
    for held in under_way {
        let answer = held.go().await;
        assert_eq!(
            (answer.status.as_u16(), answer.cookie().is_none()),
            (503, true),
            "{answer:?}"
        );
    }
    world.run("alter table session.away rename to record").await;
    assert_eq!(browser.viewer(b).await, is(&member), "still logged in");
    assert!(browser.value(b, "k").await.is_null());
}

/// A primary that may only be read, as during maintenance, still says who is asking.
#[tokio::test]
async fn i6_a_database_that_cannot_be_written_to_can_be_asked() {
    let world = World::new().await;
    let read_only = world
        .way_in(crate::world::AUTH)
        .options([("default_transaction_read_only", "on")]);
    let (standby, [usual]) = (
        World::shop_at(&crate::world::config(), &read_only),
        &world.shops().await,
    );
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, usual).await;
    // Time for a touch, which is not possible.
    world.clock("5 minutes").await;
    for _ in 0..3 {
        assert_eq!(browser.viewer(&standby).await, is(&member));
    }
    for (target, form) in [
        ("/sign-in", &[("member", "1")][..]),
        ("/sign-out", &[]),
        ("/confirm", &[]),
        ("/revoke-all", &[]),
        ("/api/session/probe/set", &[("key", "k"), ("value", "v")]),
    ] {
        let answer = browser.post(&standby, target, form).await;
        assert_eq!(
            (answer.status.as_u16(), answer.cookie().is_none()),
            (503, true),
            "{target}"
        );
    }
    assert_eq!(browser.viewer(usual).await, is(&member));
    assert_eq!(standby.statistics.touches(), 0);
}

/// Look-ups that take too long are given up, those that came later wait no longer than the others, and it is over when
/// it is over.
#[tokio::test]
async fn i6_a_database_that_takes_too_long_is_an_outage_and_not_a_queue() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, shop).await;
    let mut lock = world.owner().begin().await.expect("a transaction");
    sqlx::raw_sql("lock table session.login in access exclusive mode")
        .execute(&mut *lock)
        .await
        .expect("locked");
    let answers = join_all((0..50).map(|_| {
        let mut tab = browser.clone();
        async move { tab.get(shop, "/viewer").await }
    }))
    .await;
    for answer in answers {
        assert_eq!((answer.status.as_u16(), answer.cookie().is_none()), (503, true));
    }
    lock.rollback().await.expect("let go");
    until_known(shop, &mut browser, &is(&member)).await;
}

/// Somebody holds a lock for a moment: those who waited hear that nothing is known, and nobody else does.
#[tokio::test]
async fn i6_one_slow_statement_is_no_outage_for_the_others() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, shop).await;
    for _ in 0..5 {
        let mut lock = world.owner().begin().await.expect("a transaction");
        sqlx::raw_sql("lock table session.login in access exclusive mode")
            .execute(&mut *lock)
            .await
            .expect("locked");
        let release = tokio::spawn(async move {
            tokio::time::sleep(std::time::Duration::from_millis(600)).await;
            lock.rollback().await.expect("let go");
        });
        assert_eq!(browser.viewer(shop).await, Viewer::Unavailable, "who waited");
        assert_eq!(browser.viewer(shop).await, is(&member), "who came right after");
        release.await.expect("let go");
        assert_eq!(browser.viewer(shop).await, is(&member));
    }
}

/// Asks until the outage is over; until then, the answer is always that nothing is known.
pub(crate) async fn until_known(shop: &Shop, browser: &mut Browser, expected: &Viewer) {
    let cookie = browser.cookie.clone();
    let started = std::time::Instant::now();
    loop {
        let viewer = browser.viewer(shop).await;
        assert_eq!(browser.cookie, cookie);
        if &viewer == expected {
            return;
        }
        assert_eq!(viewer, Viewer::Unavailable);
        assert!(started.elapsed().as_secs() < 10, "the database is back");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}
