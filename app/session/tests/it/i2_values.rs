//! Writes to different keys never lose each other, and increments add up.

use crate::world::{Browser, End, World};
use futures::future::join_all;
use serde_json::{Value, json};

#[tokio::test]
async fn i2_increments_on_three_copies_add_up() {
    let world = World::new().await;
    let shops = &world.shops::<3>().await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, &shops[0]).await;
    let all = join_all((0..60).map(|number| {
        let mut tab = browser.clone();
        async move { tab.increment(&shops[number % 3], "visits").await.ok().json()["value"].as_i64() }
    }))
    .await;
    let mut answers: Vec<_> = all.into_iter().flatten().collect();
    answers.sort_unstable();
    assert_eq!(
        answers,
        (1..=60).collect::<Vec<_>>(),
        "everybody was answered with their own number"
    );
    assert_eq!(browser.value(&shops[1], "visits").await, 60);
}

/// A copy has four connections; its visitor has twenty tabs, and another copy is in the middle of a write.
#[tokio::test]
async fn i2_many_writes_to_one_session_leave_the_others_their_connections() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let busy = Browser::of(&world.member("张三").await, shop).await;
    let mut other = Browser::of(&world.member("李四").await, shop).await;
    let mut elsewhere = world.owner().begin().await.expect("a transaction");
    sqlx::query("select from session.record where id = $1 for update")
        .bind(busy.id())
        .execute(&mut *elsewhere)
        .await
        .expect("a lock");
    let tabs: Vec<_> = (0..20)
        .map(|_| {
            let (mut tab, shop) = (busy.clone(), shop.clone());
            tokio::spawn(async move { tab.increment(&shop, "visits").await })
        })
        .collect();
    world.until_waiting(1).await;
    for number in 1..=3 {
        let answer = other.increment(shop, "visits").await.ok();
        assert_eq!(answer.json()["value"], number);
    }
    elsewhere.commit().await.expect("the end of the other write");
    for tab in join_all(tabs).await {
        tab.expect("no panic").ok();
    }
    assert_eq!(busy.clone().value(shop, "visits").await, 20);
}

/// Each of them read the session before any of them wrote.
#[tokio::test]
async fn i2_slow_requests_that_write_different_keys_keep_each_others() {
    let world = World::new().await;
    let shops = &world.shops::<3>().await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, &shops[0]).await;
    browser.set(&shops[0], "before", "there").await.ok();
    let mut all = Vec::new();
    for (shop, key) in shops.iter().zip(["a", "b", "c"]) {
        all.push(browser.hold(shop, "set", &[("key", key), ("value", key)]).await);
    }
    for held in all {
        held.go().await.ok();
    }
    for (shop, key) in shops.iter().zip(["c", "a", "b"]) {
        assert_eq!(browser.value(shop, key).await, key);
    }
    assert_eq!(browser.value(&shops[0], "before").await, "there");
}

/// To a slow request that read "1" the value "1" is no change; but by now there is something else.
#[tokio::test]
async fn i2_of_two_writes_to_one_key_the_later_one_stays() {
    let world = World::new().await;
    let [a, b] = &world.shops().await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, a).await;
    browser.set(a, "k", "1").await.ok();
    let slow = browser.hold(a, "set", &[("key", "k"), ("value", "1")]).await;
    let remover = browser.hold(a, "set", &[("key", "new")]).await;
    browser.set(b, "k", "2").await.ok();
    browser.set(b, "new", "there").await.ok();
    assert_eq!(slow.go().await.ok().json()["value"], "1");
    assert_eq!(browser.value(b, "k").await, "1");
    assert_eq!(remover.go().await.ok().json()["value"], Value::Null);
    assert_eq!(browser.value(b, "new").await, Value::Null);
}

#[tokio::test]
async fn i2_a_value_that_is_set_while_the_answer_streams_is_kept() {
    let world = World::new().await;
    let [a, b] = &world.shops().await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, a).await;
    let streamed = browser
        .get(a, "/api/session/probe/stream?key=late&value=yes")
        .await;
    assert_eq!(streamed.ok().text(), "head\nset\n");
    assert_eq!(browser.value(b, "late").await, "yes");
}

#[tokio::test]
async fn i2_a_value_is_there_for_the_next_request_and_gone_when_removed() {
    let world = World::new().await;
    let [a, b] = &world.shops().await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, a).await;
    for value in ["会话", "", "'; drop table session.record; --", "\u{0}\u{10ffff}"] {
        browser.set(a, "k", value).await.ok();
        assert_eq!(browser.value(b, "k").await, json!(value));
    }
    let removed = browser
        .post(b, "/api/session/probe/remove", &[("key", "k")])
        .await;
    assert_eq!(removed.ok().json()["value"], Value::Null);
    assert_eq!(browser.value(a, "k").await, Value::Null);
}

/// Also when there is nothing to change, as for the value that is there already.
#[tokio::test]
async fn i2_a_write_to_a_session_that_ended_meanwhile_says_so() {
    let world = World::new().await;
    let [a, b] = &world.shops().await;
    for way in End::ALL {
        if way.is_by_time() || way == End::Damaged {
            continue;
        }
        let member = world.member("张三").await;
        let mut browser = Browser::of(&member, a).await;
        browser.set(a, "k", "there").await.ok();
        let other = browser.hold(a, "set", &[("key", "k"), ("value", "new")]).await;
        let same = browser.hold(a, "set", &[("key", "k"), ("value", "there")]).await;
        way.happen(&world, b, &member, &browser).await;
        for held in [other, same] {
            let answer = held.go().await;
            assert_eq!(answer.status, 409, "{way:?}: {answer:?}");
            assert_eq!(answer.json()["error"], "session-ended");
            assert!(answer.cookie().is_none(), "{way:?}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn i2_guests_have_nothing_to_write_to() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let mut guest = Browser::default();
    for (target, form) in [
        ("/api/session/probe/set", &[("key", "k"), ("value", "v")][..]),
        ("/api/session/probe/increment", &[("key", "k")]),
        ("/api/session/probe/remove", &[("key", "k")]),
        ("/confirm", &[]),
        ("/revoke", &[("session", "x")]),
        ("/revoke-others", &[]),
        ("/revoke-all", &[]),
    ] {
        let answer = guest.post(shop, target, form).await;
        assert_eq!(answer.status, 401, "{target}");
        assert!(answer.cookie().is_none(), "{target}");
    }
    assert_eq!(
        world.count("session.record").await,
        0,
        "no session was made for that"
    );
}
