//! An id that was good before a login is never good after it.

use crate::world::{Browser, World, is};
use app_session::Viewer;
use axum::http::StatusCode;
use serde_json::Value;
use std::time::Duration;
use tokio::task::JoinSet;
use tower_sessions::session::Id;

#[tokio::test]
async fn i4_what_a_browser_was_before_a_login_is_over() {
    let world = World::new().await;
    let shops @ [a, b, _] = &world.shops().await;
    let (zhangsan, lisi) = (world.member("张三").await, world.member("李四").await);
    let mut browser = Browser::of(&zhangsan, a).await;
    browser.set(a, "k", "his").await.ok();
    let before = browser.clone();
    browser.sign_in(&lisi, b).await.ok();
    assert_ne!(browser.cookie, before.cookie);
    for shop in shops {
        assert_eq!(browser.viewer(shop).await, is(&lisi));
        assert_eq!(before.clone().viewer(shop).await, Viewer::Guest);
    }
    assert_eq!(
        browser.value(a, "k").await,
        Value::Null,
        "nothing is carried over to her"
    );
}

/// Several cookies of one name, all of them good: none counts, and a login ends them all.
#[tokio::test]
async fn i4_all_that_a_browser_brought_ends_with_a_login() {
    let world = World::new().await;
    let [a, b] = &world.shops().await;
    let (zhangsan, lisi) = (world.member("张三").await, world.member("李四").await);
    let mut brought = Vec::new();
    for member in [&zhangsan, &zhangsan, &lisi] {
        brought.push(Browser::of(member, a).await);
    }
    let header: Vec<_> = brought.iter().filter_map(Browser::header).collect();
    let id = lisi.id.to_string();
    let form = [("member", id.as_str())];
    let answer = a
        .ask("/sign-in", Some(&form), Some(&header.join("; ")))
        .await
        .ok();
    let mut browser = Browser::default();
    browser.receive(&answer);
    assert_eq!(browser.viewer(b).await, is(&lisi));
    for mut before in brought {
        assert_eq!(before.viewer(b).await, Viewer::Guest);
    }
}

/// The password that somebody proved to know was changed while it was being checked.
#[tokio::test]
async fn i4_who_proved_to_know_an_earlier_password_is_not_let_in() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let member = world.member("张三").await;
    let id = member.id.to_string();
    for (changed, proved_by, expected) in [
        (false, "0", 200),
        (true, "0", 401),
        (false, "1", 200),
        (true, "1", 401),
    ] {
        if changed {
            world
                .run("update auth.member set credentials_version = credentials_version + 1")
                .await;
        }
        let mut browser = Browser::default();
        let form = [("member", id.as_str()), ("proved_by", proved_by)];
        let answer = browser.post(shop, "/sign-in", &form).await;
        assert_eq!(answer.status, expected, "version {proved_by}: {answer:?}");
        assert_eq!(browser.cookie.is_some(), expected == 200);
        let rows = world.count("session.record").await;
        assert_eq!(rows, world.count("session.login").await, "nothing is left of it");
    }
}

#[tokio::test]
async fn i4_nobody_signs_in_under_an_id_of_somebody_elses_choice() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let member = world.member("张三").await;
    let planted = Browser::with(Id::default().to_string());
    let mut browser = planted.clone();
    browser.sign_in(&member, shop).await.ok();
    assert_ne!(browser.cookie, planted.cookie);
    assert_eq!(browser.viewer(shop).await, is(&member));
    assert_eq!(planted.clone().viewer(shop).await, Viewer::Guest);
}

#[tokio::test]
async fn i4_every_proof_of_identity_changes_the_id_and_nothing_else() {
    let world = World::new().await;
    let shops @ [a, b, _] = &world.shops().await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, a).await;
    browser.set(a, "k", "v").await.ok();
    let key = browser.get(a, "/sessions").await.ok().json()[0]["key"].clone();
    for target in ["/confirm", "/password"] {
        let before = browser.clone();
        browser.post(b, target, &[]).await.ok();
        for shop in shops {
            assert_eq!(before.clone().viewer(shop).await, Viewer::Guest, "{target}");
            assert_eq!(browser.viewer(shop).await, is(&member), "{target}");
            assert_eq!(browser.value(shop, "k").await, "v", "{target}");
        }
        assert_eq!(browser.get(a, "/sessions").await.ok().json()[0]["key"], key);
        // And somebody noticed that the old one was tried.
        let refused = format!("session_id = '{}' and kind = 'refused'", before.id());
        world
            .until(&format!("exists (select from session.event where {refused})"))
            .await;
    }
}

#[tokio::test]
async fn a_proof_of_identity_is_fresh_for_ten_minutes() {
    let world = World::new().await;
    let [a, b] = &world.shops().await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, a).await;
    let sensitive = "/api/session/probe/sensitive";
    browser.get(b, sensitive).await.ok();
    world.clock("9 minutes 50 seconds").await;
    browser.get(b, sensitive).await.ok();
    world.clock("10 minutes 1 second").await;
    let refused = browser.get(b, sensitive).await;
    assert_eq!(refused.status, 403);
    assert_eq!(refused.json()["error"], "confirm-needed");
    assert_eq!(browser.viewer(b).await, is(&member), "logged in all the same");
    browser.post(a, "/confirm", &[]).await.ok();
    browser.get(b, sensitive).await.ok();
    world.clock("20 minutes 2 seconds").await;
    assert_eq!(browser.get(b, sensitive).await.status, 403);
    assert_eq!(Browser::default().get(b, sensitive).await.status, 401);
}

#[tokio::test]
async fn a_disabled_account_is_told_so_and_nothing_is_left_behind() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let member = world.member("张三").await;
    world.run("update auth.member set disabled_at = now()").await;
    let mut browser = Browser::default();
    let answer = browser.sign_in(&member, shop).await;
    assert_eq!((answer.status.as_u16(), &browser.cookie), (403, &None));
    world.run("update auth.member set disabled_at = null").await;
    browser.sign_in(&member, shop).await.ok();
    assert_eq!(browser.viewer(shop).await, is(&member));
    world.run("delete from auth.member").await;
    let mut browser = Browser::default();
    assert_eq!(
        browser.sign_in(&member, shop).await.status,
        401,
        "nobody knows them"
    );
    assert_eq!(browser.cookie, None);
    assert_eq!(world.count("session.record").await, 0);
}

/// Somebody's login is not committed yet: 64 others log in meanwhile, at two copies, and none of them waits for a lock.
#[tokio::test]
async fn logins_of_different_members_share_no_lock() {
    let world = World::new().await;
    let shops = &world.shops::<2>().await;
    let first = world.member("张三").await;
    let mut under_way = world.owner().begin().await.expect("a transaction");
    let answer: String = sqlx::query_scalar(
        "select session.sign_in('under way', '', null, $1, false, '1 hour', '1 day', null, 'password', 0, null, 'a', 10)",
    )
    .bind(first.id)
    .fetch_one(&mut *under_way)
    .await
    .expect("a login");
    assert_eq!(answer, "signed-in");
    let mut logins = JoinSet::new();
    for number in 0..64 {
        let (member, shop) = (world.member("李四").await, shops[number % 2].clone());
        logins.spawn(async move { Browser::default().sign_in(&member, &shop).await.status });
    }
    let all = tokio::time::timeout(Duration::from_mins(1), logins.join_all()).await;
    let all = all.expect("nobody waits for a login that is not committed");
    assert!(all.iter().all(StatusCode::is_success), "{all:?}");
    under_way.commit().await.expect("committed");
    assert_eq!(world.count("session.login").await, 65);
}
