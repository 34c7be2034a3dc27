//! The last use never goes back, and the absolute end never moves.

use crate::world::{Browser, Shop, World, config, is};
use app_session::Viewer;
use std::time::Duration;

async fn last_seen(world: &World, browser: &Browser) -> String {
    let id = browser.id();
    world
        .value(&format!(
            "(select last_seen_at::text from session.login where id = '{id}')"
        ))
        .await
}

/// Waits until this shop has done what earlier requests left to be done: errands are done in order, and this one is last.
async fn until_errands_are_done(world: &World, shop: &Shop) {
    until_errands_are_done_after(world, shop, "2 minutes").await;
}

async fn until_errands_are_done_after(world: &World, shop: &Shop, unseen: &str) {
    let member = world.member("测试").await;
    let mut last = Browser::of(&member, shop).await;
    let id = last.id();
    world
        .run(&format!(
            "update session.login set last_seen_at = session.now() - interval '{unseen}' where id = '{id}'"
        ))
        .await;
    let before = last_seen(world, &last).await;
    assert_eq!(last.viewer(shop).await, is(&member));
    world
        .until(&format!(
            "(select last_seen_at::text <> '{before}' from session.login where id = '{id}')"
        ))
        .await;
}

#[tokio::test]
async fn i7_the_last_use_never_goes_back() {
    let world = World::new().await;
    let shops = &world.shops::<3>().await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, &shops[0]).await;
    let mut seen = last_seen(&world, &browser).await;
    for (shift, moves) in [
        ("20 minutes", true),
        ("0", false),
        ("19 minutes", false),
        ("-1 hour", false),
        ("25 minutes", true),
        ("20 minutes", false),
    ] {
        world.clock(shift).await;
        for shop in shops {
            assert_eq!(browser.viewer(shop).await, is(&member), "{shift}");
            browser.hold(shop, "touch", &[]).await.go().await.ok();
            until_errands_are_done(&world, shop).await;
        }
        let now = last_seen(&world, &browser).await;
        assert_eq!(now > seen, moves, "{shift}: {seen}, then {now}");
        assert!(now >= seen, "{shift}: {seen}, then {now}");
        seen = now;
    }
}

#[tokio::test]
async fn i7_a_session_in_use_is_written_to_once_a_minute() {
    let world = World::new().await;
    let shops = &world.shops::<3>().await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, &shops[0]).await;
    let mut seen = vec![last_seen(&world, &browser).await];
    for step in 1..=30 {
        world.clock(&format!("{} seconds", step * 11)).await;
        let shop = &shops[step % 3];
        assert_eq!(browser.viewer(shop).await, is(&member));
        until_errands_are_done(&world, shop).await;
        seen.push(last_seen(&world, &browser).await);
    }
    seen.dedup();
    assert_eq!(seen.len(), 1 + 5, "in five and a half minutes: {seen:?}");
}

#[tokio::test]
async fn i7_a_touch_never_revives_what_is_over() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, shop).await;
    let (id, seen) = (browser.id(), last_seen(&world, &browser).await);
    let late = browser.hold(shop, "touch", &[]).await;
    world.clock("31 minutes").await;
    late.go().await.ok();
    until_errands_are_done(&world, shop).await;
    let touched: i64 = world
        .value(&format!("session.touch(array['{id}'], interval '0')"))
        .await;
    assert_eq!(touched, 0);
    assert_eq!(last_seen(&world, &browser).await, seen);
    assert_eq!(browser.viewer(shop).await, Viewer::Guest);
    world
        .until(&format!(
            "not exists (select from session.record where id = '{id}')"
        ))
        .await;
    assert_eq!(world.events(&id).await, ["created password", "expired"]);
}

/// One writes down the use of a session, the other ends or touches it: neither waits for the other.
#[tokio::test]
async fn i7_copies_that_touch_the_same_sessions_do_not_wait_for_each_other() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let member = world.member("张三").await;
    let browsers = [Browser::of(&member, shop).await, Browser::of(&member, shop).await];
    let ids = format!("array['{}', '{}']", browsers[0].id(), browsers[1].id());
    world.clock("5 minutes").await;
    let mut slow = world.owner().begin().await.expect("a transaction");
    let touch = |ids: &str| format!("select session.touch({ids}, interval '1 minute')");
    let touched: i64 = sqlx::query_scalar(&touch(&ids))
        .fetch_one(&mut *slow)
        .await
        .expect("touched");
    assert_eq!(touched, 2);
    let at_once: i64 = world.value(&format!("({})", touch(&ids))).await;
    assert_eq!(at_once, 0, "somebody else is at it");
    slow.commit().await.expect("committed");
}

#[tokio::test]
async fn i7_the_absolute_end_never_moves() {
    let world = World::new().await;
    let shops @ [a, b, _] = &world.shops().await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, a).await;
    let end = &format!(
        "(select expiry_date::text from session.record join session.login using (id) where member_id = {})",
        member.id
    );
    let expected: String = world.value(end).await;
    for hour in 1..24 {
        world.clock(&format!("{} minutes", hour * 29)).await;
        let shop = &shops[hour % 3];
        assert_eq!(browser.viewer(shop).await, is(&member));
        match hour % 6 {
            0 => drop(browser.post(a, "/confirm", &[]).await.ok()),
            1 => drop(browser.set(b, "k", &hour.to_string()).await.ok()),
            2 => drop(browser.increment(a, "n").await.ok()),
            3 => drop(browser.post(b, "/password", &[]).await.ok()),
            4 => drop(browser.hold(b, "touch", &[]).await.go().await.ok()),
            _ => {}
        }
        until_errands_are_done(&world, shop).await;
        assert_eq!(world.value::<String>(end).await, expected, "after {hour} times");
    }
    world.clock("12 hours").await;
    assert_eq!(
        browser.viewer(b).await,
        Viewer::Guest,
        "in use all the time, and over"
    );
}

#[tokio::test]
async fn short_limits_are_kept_too() {
    let world = World::new().await;
    let mut config = config();
    config.limits.ordinary.idle = Duration::from_secs(8);
    config.limits.ordinary.absolute = Duration::from_mins(1);
    let [shop] = &world.shops_with(&config).await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, shop).await;
    for seconds in (5..60).step_by(5) {
        world.clock(&format!("{seconds} seconds")).await;
        assert_eq!(browser.viewer(shop).await, is(&member), "after {seconds} seconds");
        until_errands_are_done_after(&world, shop, "4 seconds").await;
    }
    world.clock("61 seconds").await;
    assert_eq!(browser.viewer(shop).await, Viewer::Guest);
}
