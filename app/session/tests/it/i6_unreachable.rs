//! An outage is never taken for "not logged in". Here the way to the database is broken.

use crate::{
    i6_outage::{everything_is_unavailable, until_known},
    world::{AUTH, Browser, Forwarder, Shop, World, config, is},
};
use app_session::{Found, Member, Viewer};

/// A shop whose way to the database can be cut, and somebody who is logged in.
async fn shop_behind_a_forwarder(world: &World) -> (Forwarder, Shop, Member, Browser) {
    let direct = world.way_in(AUTH);
    let forwarder = Forwarder::to(direct.get_port()).await;
    let shop = World::shop_at(&config(), &direct.port(forwarder.port));
    let member = world.member("张三").await;
    let browser = Browser::of(&member, &shop).await;
    (forwarder, shop, member, browser)
}

/// As after a restart of the database: every connection is dead, and nobody has noticed. A new one must be made while the
/// visitor waits; on a machine that is too busy for that the story is told again.
#[tokio::test]
async fn i6_connections_that_were_killed_are_nobodys_error() {
    let world = World::new().await;
    let shops @ [a, b] = &world.shops().await;
    let member = world.member("张三").await;
    let mut in_time = 0;
    for _ in 0..4 {
        let mut browser = Browser::of(&member, a).await;
        let unavailable =
            || a.statistics.looked_up(Found::Unavailable) + b.statistics.looked_up(Found::Unavailable);
        let before = unavailable();
        for _ in 0..2 {
            let killed: i64 = world
                .value(
                    "(select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity
                      where datname = current_database() and pid <> pg_backend_pid())",
                )
                .await;
            assert!(killed > 0);
            for shop in shops {
                until_known(shop, &mut browser, &is(&member)).await;
            }
            browser.post(a, "/confirm", &[]).await.ok();
        }
        in_time += usize::from(unavailable() == before);
    }
    assert!(in_time > 0, "somebody always heard of it");
}

#[tokio::test]
async fn i6_while_the_database_cannot_be_reached_everybody_hears_so_at_once() {
    let world = World::new().await;
    let (mut forwarder, shop, member, mut browser) = shop_behind_a_forwarder(&world).await;
    let under_way = [
        browser.hold(&shop, "sign-out", &[]).await,
        browser.hold(&shop, "set", &[("key", "k"), ("value", "v")]).await,
    ];
    for _ in 0..2 {
        forwarder.cut().await;
        // Somebody has to find out.
        assert_eq!(browser.viewer(&shop).await, Viewer::Unavailable);
        let statements = shop.statistics.batches();
        let started = std::time::Instant::now();
        for _ in 0..5 {
            everything_is_unavailable(&shop, &browser).await;
        }
        assert_eq!(shop.statistics.batches(), statements, "nobody tries any more");
        // 70 requests: if each waited for anything it would be a minute.
        assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
        forwarder.mend().await;
        until_known(&shop, &mut browser, &is(&member)).await;
    }
    forwarder.cut().await;
    for held in under_way {
        let answer = held.go().await;
        assert_eq!(
            (answer.status.as_u16(), answer.cookie().is_none()),
            (503, true),
            "{answer:?}"
        );
    }
    forwarder.mend().await;
    until_known(&shop, &mut browser, &is(&member)).await;
    assert!(browser.value(&shop, "k").await.is_null());
    browser.post(&shop, "/confirm", &[]).await.ok();
}

/// Nothing refuses, nothing answers: a frozen machine, a firewall that swallows packets.
#[tokio::test]
async fn i6_a_database_that_says_nothing_is_given_up_soon() {
    let world = World::new().await;
    let (mut forwarder, shop, member, mut browser) = shop_behind_a_forwarder(&world).await;
    let started = std::time::Instant::now();
    forwarder.swallow();
    assert_eq!(browser.viewer(&shop).await, Viewer::Unavailable);
    let statements = shop.statistics.batches();
    for _ in 0..5 {
        everything_is_unavailable(&shop, &browser).await;
    }
    assert_eq!(shop.statistics.batches(), statements, "nobody tries any more");
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    forwarder.mend().await;
    until_known(&shop, &mut browser, &is(&member)).await;
}

/// A copy that is started before its database.
#[tokio::test]
async fn i6_a_copy_that_starts_without_a_database_waits_for_it() {
    let world = World::new().await;
    let (mut forwarder, there, member, mut browser) = shop_behind_a_forwarder(&world).await;
    forwarder.cut().await;
    let early = World::shop_at(&config(), &world.way_in(AUTH).port(forwarder.port));
    assert_eq!(browser.viewer(&early).await, Viewer::Unavailable);
    everything_is_unavailable(&early, &browser).await;
    assert_eq!(early.statistics.batches(), 0);
    forwarder.mend().await;
    until_known(&early, &mut browser, &is(&member)).await;
    until_known(&there, &mut browser, &is(&member)).await;
}
