//! How long sessions live.

use crate::world::{Browser, World, is};
use app_session::Viewer;

/// In seconds.
const DAY: i64 = 24 * 60 * 60;

#[tokio::test]
async fn without_remember_me_a_session_is_over_after_half_an_hour_without_use() {
    let world = World::new().await;
    let shops @ [a, _] = &world.shops().await;
    let member = world.member("张三").await;
    let mut browser = Browser::default();
    let answer = browser.sign_in(&member, a).await.ok();
    let cookie = answer.cookie().expect("a cookie");
    assert_eq!(cookie.max_age(), None, "it ends with the browser");
    for (shift, expected) in [
        ("29 minutes 50 seconds", is(&member)),
        ("59 minutes 30 seconds", is(&member)),
        ("89 minutes 40 seconds", Viewer::Guest),
    ] {
        world.clock(shift).await;
        for shop in shops {
            assert_eq!(browser.viewer(shop).await, expected, "{shift}");
        }
        world.until_touched(&member).await;
    }
}

#[tokio::test]
async fn with_remember_me_it_is_days_and_the_cookie_knows() {
    let world = World::new().await;
    let [a, b] = &world.shops().await;
    let member = world.member("张三").await;
    let mut browser = Browser::default();
    let answer = browser.sign_in_remembered(&member, a).await.ok();
    assert_eq!(answer.cookie().expect("a cookie").max_age(), Some(30 * DAY));
    for (days, expected) in [(13, true), (26, true), (29, true), (30, false)] {
        world.clock(&format!("{days} days")).await;
        let viewer = browser.viewer(b).await;
        assert_eq!(
            viewer,
            if expected { is(&member) } else { Viewer::Guest },
            "{days}"
        );
        world.until_touched(&member).await;
        if expected {
            let confirmed = browser.post(a, "/confirm", &[]).await.ok();
            let left = confirmed.cookie().expect("a cookie").max_age().expect("an age");
            let expected = (30 - days) * DAY;
            assert!((expected - 60..=expected).contains(&left), "{left} of {expected}");
        }
    }

    world.clock("0").await;
    let mut idle = Browser::default();
    idle.sign_in_remembered(&member, a).await.ok();
    world.clock("14 days").await;
    assert_eq!(idle.viewer(b).await, Viewer::Guest, "two weeks without use");
}

/// What a session may is written in its own rows: writing to it, or a copy with other limits, changes nothing of that.
#[tokio::test]
async fn limits_belong_to_the_session_and_survive_writes() {
    let world = World::new().await;
    let mut strict = crate::world::config();
    strict.limits.remembered = strict.limits.ordinary;
    let ([usual], [strict]) = (&world.shops().await, &world.shops_with(&strict).await);
    let member = world.member("张三").await;
    let mut browser = Browser::default();
    browser.sign_in_remembered(&member, usual).await.ok();
    let limits = "(select concat_ws(' ', expiry_date, idle_limit, remembered, signed_in_at)
                   from session.record join session.login using (id))";
    let before: String = world.value(limits).await;
    for shop in [strict, usual] {
        browser.set(shop, "k", "v").await.ok();
        browser.increment(shop, "n").await.ok();
        let confirmed = browser.post(shop, "/confirm", &[]).await.ok();
        assert!(confirmed.cookie().expect("a cookie").max_age() > Some(29 * 24 * 60 * 60));
        browser.hold(shop, "set", &[("key", "k")]).await.go().await.ok();
    }
    assert_eq!(world.value::<String>(limits).await, before);
    world.clock("10 days").await;
    assert_eq!(browser.viewer(strict).await, is(&member));
}
