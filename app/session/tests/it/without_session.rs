//! A cookie to which nobody knows a session is counted: when services do not share their sessions, that is all one of them sees of it.

use crate::world::{Browser, End, Shop, World, config};
use app_session::{CookieScope, ScopeChange, SessionConfig, Viewer};
use tower_sessions::session::Id;

/// How many more requests come without a session when `cookie`, the whole header, is sent.
async fn counted(shop: &Shop, cookie: &str) -> u64 {
    let before = shop.statistics.without_session();
    shop.ask("/viewer", None, Some(cookie)).await.ok();
    shop.statistics.without_session() - before
}

#[tokio::test]
async fn an_id_that_nobody_was_given_is_counted_and_one_that_is_over_is_not() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let member = world.member("张三").await;
    let good = Browser::of(&member, shop).await.header().expect("a cookie");
    let unknown = || {
        Browser::with(Id::default().to_string())
            .header()
            .expect("a cookie")
    };
    assert_eq!(counted(shop, &unknown()).await, 1);
    assert_eq!(counted(shop, &good).await, 0);
    assert_eq!(counted(shop, "__Host-cfmall=nonsense").await, 0);
    assert_eq!(counted(shop, "theme=dark").await, 0);
    // Of several one is good, or none is.
    assert_eq!(counted(shop, &format!("{good}; {}", unknown())).await, 0);
    assert_eq!(counted(shop, &format!("{}; {}", unknown(), unknown())).await, 1);
    for way in End::ALL {
        let member = world.member("李四").await;
        let browser = Browser::of(&member, shop).await;
        way.happen(&world, shop, &member, &browser).await;
        let cookie = browser.header().expect("a cookie");
        assert_eq!(counted(shop, &cookie).await, 0, "{way:?}");
        world.clock("0").await;
    }
}

/// While the cookie's scope changes, a dead cookie of one scope beside a good one of the other is no loss.
#[tokio::test]
async fn what_the_cookie_of_another_scope_leads_to_is_not_lost() {
    let world = World::new().await;
    let [shop] = &world
        .shops_with(&SessionConfig {
            scope: CookieScope::Parent("shop.example".into()),
            scope_change: Some(ScopeChange::Also(CookieScope::Host)),
            ..config()
        })
        .await;
    let [before] = &world.shops().await;
    let good = Browser::of(&world.member("张三").await, before).await;
    let good = good.header().expect("a cookie");
    let dead = format!("__Secure-cfmall={}", Id::default());
    assert_eq!(counted(shop, &format!("{dead}; {good}")).await, 0);
    assert_eq!(counted(shop, &dead).await, 1);
    let dead_of_host = format!("__Host-cfmall={}", Id::default());
    assert_eq!(counted(shop, &format!("{dead}; {dead_of_host}")).await, 1);
}

/// Who cannot be looked up is not lost, and whoever looks sees that nobody can be.
#[tokio::test]
async fn an_outage_is_something_else() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let unknown = Browser::with(Id::default().to_string());
    assert_eq!(shop.statistics.reader_is_connected(), Some(true));
    let asked = shop.statistics.look_up_times().count();
    assert_eq!(unknown.clone().viewer(shop).await, Viewer::Guest);
    assert_eq!(shop.statistics.look_up_times().count(), asked + 1);

    world.run("alter table session.record rename to elsewhere").await;
    let lost = shop.statistics.without_session();
    assert_eq!(unknown.clone().viewer(shop).await, Viewer::Unavailable);
    assert_eq!(shop.statistics.without_session(), lost);
}
