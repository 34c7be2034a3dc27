//! A member has no more live sessions than the limit.

use crate::world::{Browser, World, config, is};
use app_session::Viewer;
use futures::future::join_all;

const LIMIT: usize = 10;

#[tokio::test]
async fn i5_of_fifty_logins_at_once_on_three_copies_the_newest_ten_live() {
    let world = World::new().await;
    let shops = &world.shops::<3>().await;
    let (member, neighbour) = (world.member("张三").await, world.member("李四").await);
    let mut witness = Browser::of(&neighbour, &shops[0]).await;
    let browsers = join_all((0..50).map(|number| {
        let shop = &shops[number % 3];
        Browser::of(&member, shop)
    }))
    .await;
    let newest: Vec<String> = world
        .value(&format!(
            "(select array_agg(session_id) from (
                 select session_id from session.event where kind = 'created' and member_id = {}
                 order by at desc limit {LIMIT}) newest)",
            member.id
        ))
        .await;
    let mut alive = 0;
    for mut browser in browsers {
        let is_new = newest.contains(&browser.id());
        let viewer = browser.viewer(&shops[1]).await;
        assert_eq!(viewer, if is_new { is(&member) } else { Viewer::Guest });
        alive += usize::from(is_new);
        let mut events = world.events(&browser.id()).await;
        events.retain(|event| event != "refused");
        let expected = ["created password", "revoked limit"];
        assert_eq!(events, expected[..2 - usize::from(is_new)]);
    }
    assert_eq!(alive, LIMIT);
    assert_eq!(witness.viewer(&shops[2]).await, is(&neighbour));
}

#[tokio::test]
async fn i5_with_one_login_more_the_oldest_goes() {
    let world = World::new().await;
    let mut config = config();
    config.limits.per_member = 2;
    let [a, b] = &world.shops_with(&config).await;
    let member = world.member("张三").await;
    let mut all = Vec::new();
    for number in 0..5 {
        all.push(Browser::of(&member, [a, b][number % 2]).await);
        for (index, browser) in all.iter_mut().enumerate() {
            let expected = if index + 2 > number {
                is(&member)
            } else {
                Viewer::Guest
            };
            assert_eq!(browser.viewer(b).await, expected, "{index} of {number}");
        }
    }
}

/// Signing in anew in the same browser, or proving again who one is, takes nobody's place.
#[tokio::test]
async fn i5_one_browser_is_one_session() {
    let world = World::new().await;
    let mut config = config();
    config.limits.per_member = 2;
    let [shop] = &world.shops_with(&config).await;
    let member = world.member("张三").await;
    let (mut one, mut two) = (Browser::of(&member, shop).await, Browser::of(&member, shop).await);
    for _ in 0..3 {
        two.sign_in(&member, shop).await.ok();
        two.post(shop, "/confirm", &[]).await.ok();
    }
    assert_eq!(one.viewer(shop).await, is(&member));
    assert_eq!(two.viewer(shop).await, is(&member));
}

/// One whose time is over by idleness is still a row, but takes nobody's place.
#[tokio::test]
async fn i5_who_is_over_does_not_count() {
    let world = World::new().await;
    let mut config = config();
    config.limits.per_member = 2;
    let [shop] = &world.shops_with(&config).await;
    let member = world.member("张三").await;
    let mut remembered = Browser::default();
    remembered.sign_in_remembered(&member, shop).await.ok();
    Browser::of(&member, shop).await;
    world.clock("31 minutes").await;
    let mut new = Browser::of(&member, shop).await;
    assert_eq!(remembered.viewer(shop).await, is(&member), "older, but alive");
    assert_eq!(new.viewer(shop).await, is(&member));
}

/// A standby that takes over may be behind: to it, the sessions of before are from the future.
#[tokio::test]
async fn i5_a_login_is_the_newest_even_if_the_database_clock_went_back() {
    let world = World::new().await;
    let mut config = config();
    config.limits.per_member = 2;
    let [shop] = &world.shops_with(&config).await;
    let member = world.member("张三").await;
    world.clock("5 minutes").await;
    for _ in 0..2 {
        Browser::of(&member, shop).await;
    }
    world.clock("0").await;
    assert_eq!(Browser::of(&member, shop).await.viewer(shop).await, is(&member));
    world.clock("5 minutes").await;
    Browser::of(&member, shop)
        .await
        .post(shop, "/revoke-all", &[])
        .await
        .ok();
    world.clock("0").await;
    assert_eq!(Browser::of(&member, shop).await.viewer(shop).await, is(&member));
    assert!(world.count("session.login").await <= 2);
}
