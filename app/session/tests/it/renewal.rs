//! Ids that are renewed while the session goes on: an old copy of the cookie ends it, and nothing that happens to an honest browser does.

use crate::world::{Answer, Browser, MALL, NAME, Shop, World, config, is};
use app_session::{Member, Token, Viewer};
use futures::future::join_all;

/// A member who logged in eleven minutes ago.
async fn due(world: &World, shop: &Shop) -> (Member, Browser) {
    let member = world.member("张三").await;
    let browser = Browser::of(&member, shop).await;
    world.clock("11 minutes").await;
    (member, browser)
}

/// The browser as it is when the answer to its next request has brought it a further id, which nobody has used.
async fn renewed(browser: &Browser, shop: &Shop, member: &Member) -> Browser {
    let mut renewed = browser.clone();
    assert_eq!(renewed.viewer(shop).await, is(member));
    assert_ne!(renewed.token(), browser.token());
    renewed
}

#[tokio::test]
async fn an_old_copy_of_the_cookie_ends_the_session() {
    let world = World::new().await;
    let [a, b] = &world.shops().await;
    let (member, mut thief) = due(&world, a).await;
    let mut owner = renewed(&thief, b, &member).await;
    let old = thief.id();
    assert_eq!(owner.viewer(a).await, is(&member));
    assert_eq!(world.events(&old).await, ["created password", "rotated renewed"]);

    world.clock("11 minutes 2 seconds").await;
    for shop in [a, b] {
        let answer = thief.get(shop, "/viewer").await;
        assert!(answer.cookie().is_none(), "{answer:?}");
        assert_eq!(answer.json(), serde_json::to_value(is(&member)).expect("JSON"));
    }

    world.clock("11 minutes 31 seconds").await;
    let late = thief.get(b, "/viewer").await;
    assert!(
        late.cookie().is_none(),
        "nothing is said of a cookie that is not good"
    );
    assert_eq!(thief.viewer(b).await, Viewer::Guest);
    assert_eq!(owner.viewer(a).await, Viewer::Guest);
    assert_eq!(world.events(&owner.id()).await[0], "revoked copied");
    assert_eq!(world.count("session.record").await, 0);
}

#[tokio::test]
async fn a_thief_who_renews_first_ends_with_the_owner_too() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let (member, mut owner) = due(&world, shop).await;
    let mut thief = renewed(&owner, shop, &member).await;
    assert_eq!(thief.viewer(shop).await, is(&member));
    world.clock("12 minutes").await;
    assert_eq!(owner.viewer(shop).await, Viewer::Guest);
    assert_eq!(thief.viewer(shop).await, Viewer::Guest);
}

#[tokio::test]
async fn an_id_is_kept_until_it_is_time_and_then_given_once_for_many_requests() {
    let world = World::new().await;
    let [a, b] = &world.shops().await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, a).await;
    let old = browser.token().to_owned();
    world.clock("9 minutes").await;
    assert_eq!(browser.viewer(b).await, is(&member));
    assert_eq!(browser.token(), old);

    world.clock("10 minutes 10 seconds").await;
    let tabs = (0..12).map(|tab| {
        let (mut tab_browser, shop) = (browser.clone(), if tab % 2 == 0 { a } else { b });
        async move { (tab_browser.viewer(shop).await, tab_browser) }
    });
    let tabs = join_all(tabs).await;
    let mut given = Vec::new();
    for (viewer, tab) in tabs {
        assert_eq!(viewer, is(&member));
        if tab.token() != old {
            given.push(tab);
        }
    }
    let [renewed] = &mut given[..] else {
        panic!("{} tabs have a new id", given.len());
    };
    for shop in [a, b] {
        assert_eq!(renewed.viewer(shop).await, is(&member));
    }
    assert_eq!(world.count("session.login").await, 1);
}

#[tokio::test]
async fn answers_that_were_lost_end_nothing() {
    let world = World::new().await;
    let shops = &world.shops::<2>().await;
    let (member, mut browser) = due(&world, &shops[0]).await;
    let old = browser.token().to_owned();
    for time in 1..=20 {
        world.clock(&format!("{} minutes", 11 * time)).await;
        // What comes back never arrives.
        renewed(&browser, &shops[time % 2], &member).await;
        world.until_touched(&member).await;
    }
    assert_eq!(browser.token(), old);
    assert_eq!(world.count("session.renewal").await, 4, "no more are kept");
    assert_eq!(browser.viewer(&shops[0]).await, is(&member));
}

/// The second of two answers arrives first, or the first one late.
#[tokio::test]
async fn whichever_id_arrives_is_good() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let (member, browser) = due(&world, shop).await;
    let mut first = renewed(&browser, shop, &member).await;
    world.until_touched(&member).await;
    world.clock("22 minutes").await;
    let mut second = renewed(&browser, shop, &member).await;
    assert_eq!(first.viewer(shop).await, is(&member));
    assert_eq!(second.viewer(shop).await, is(&member));
    assert_eq!(
        first.viewer(shop).await,
        is(&member),
        "a request that was under way"
    );
    assert_eq!(second.viewer(shop).await, is(&member));
    assert_eq!(world.count("session.renewal").await, 0);
}

#[tokio::test]
async fn what_was_under_way_when_the_id_changed_is_done() {
    let world = World::new().await;
    let [a, b] = &world.shops().await;
    let (member, browser) = due(&world, a).await;
    let mut owner = renewed(&browser, a, &member).await;
    let write = browser
        .hold(b, "set", &[("key", "k"), ("value", "written")])
        .await;
    assert_eq!(owner.viewer(a).await, is(&member), "the new id is used");
    write.go().await.ok();
    assert_eq!(owner.value(b, "k").await, "written");

    let log_out = browser.hold(b, "sign-out", &[]).await;
    log_out.go().await.ok();
    assert_eq!(owner.viewer(a).await, Viewer::Guest);
}

/// Each is done to a session that got another id after the request had been resolved.
#[tokio::test]
async fn verbs_follow_a_session_that_was_renewed() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let (member, browser) = due(&world, shop).await;
    let others = Browser::of(&member, shop).await;
    let mut owner = renewed(&browser, shop, &member).await;
    let old = browser.id();
    assert_eq!(owner.viewer(shop).await, is(&member));

    let here: i64 = world
        .value(&format!(
            "(select count(*) from session.list({}, '{old}') where is_current)",
            member.id
        ))
        .await;
    assert_eq!(here, 1);
    let ended: i64 = world
        .value(&format!(
            "session.revoke_all({}, '{old}', 'revoked-others')",
            member.id
        ))
        .await;
    assert_eq!(ended, 1);
    assert_eq!(others.clone().viewer(shop).await, Viewer::Guest);
    assert_eq!(owner.viewer(shop).await, is(&member));
    let rotated: bool = world
        .value(&format!("session.rotate('{old}', 'new', interval '1 minute')"))
        .await;
    assert!(rotated);
    assert_eq!(world.count("session.login where id = 'new'").await, 1);
}

#[tokio::test]
async fn a_new_proof_makes_void_what_was_given_before() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let (member, mut browser) = due(&world, shop).await;
    let mut given = renewed(&browser, shop, &member).await;
    browser.post(shop, "/confirm", &[]).await.ok();
    assert_eq!(given.viewer(shop).await, Viewer::Guest);
    assert_eq!(browser.viewer(shop).await, is(&member));
    world.clock("12 minutes").await;
    let old_id = browser.token().to_owned();
    assert_eq!(browser.viewer(shop).await, is(&member));
    assert_eq!(browser.token(), old_id, "it is new");
}

#[tokio::test]
async fn the_end_of_a_session_is_the_end_of_all_its_ids() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    for uses_new in [false, true] {
        let (member, browser) = due(&world, shop).await;
        let given = renewed(&browser, shop, &member).await;
        let mut leaves = if uses_new { given.clone() } else { browser.clone() };
        leaves.post(shop, "/sign-out", &[]).await.ok();
        for mut one in [browser, given] {
            assert_eq!(one.viewer(shop).await, Viewer::Guest);
        }
        world.clock("0").await;
    }
    assert_eq!(world.count("session.renewal").await, 0);
}

#[tokio::test]
async fn a_session_that_is_over_is_not_brought_back_by_an_id_that_it_was_given() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let (member, browser) = due(&world, shop).await;
    let mut given = renewed(&browser, shop, &member).await;
    world.until_touched(&member).await;
    world.clock("42 minutes").await;
    assert_eq!(given.viewer(shop).await, Viewer::Guest);
    assert_eq!(browser.clone().viewer(shop).await, Viewer::Guest);
}

/// A browser may have an old cookie left from elsewhere, of the same name.
#[tokio::test]
async fn an_old_id_beside_the_new_one_is_no_copy() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let (member, old) = due(&world, shop).await;
    let mut new = renewed(&old, shop, &member).await;
    assert_eq!(new.viewer(shop).await, is(&member));
    world.clock("13 minutes").await;
    for (first, second) in [(&old, &new), (&new, &old)] {
        let cookie = format!("{NAME}={}; {NAME}={}", first.token(), second.token());
        let answer: Answer = shop.ask("/viewer", None, Some(&cookie)).await.ok();
        assert_eq!(answer.json(), serde_json::to_value(is(&member)).expect("JSON"));
    }
    assert_eq!(new.viewer(shop).await, is(&member));
}

#[tokio::test]
async fn a_remembered_session_keeps_the_age_of_its_cookie() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let member = world.member("张三").await;
    let mut browser = Browser::default();
    browser.sign_in_remembered(&member, shop).await.ok();
    world.clock("1 day").await;
    let answer = browser.get(shop, "/viewer").await;
    let age = answer.cookie().expect("a new id").max_age();
    let days = 29 * 24 * 60 * 60;
    assert!(
        age.is_some_and(|age| (days - 60..=days).contains(&age)),
        "{age:?}"
    );
}

#[tokio::test]
async fn it_can_be_turned_off() {
    let world = World::new().await;
    let mut never = config();
    never.limits.renewal = None;
    let [shop] = &world.shops_with(&never).await;
    let (member, mut browser) = due(&world, shop).await;
    let old = browser.token().to_owned();
    assert_eq!(browser.viewer(shop).await, is(&member));
    assert_eq!(browser.token(), old);
}

/// Every service renews what it is shown, and only that: who has read the table can give themselves no id, and end nothing.
#[tokio::test]
async fn a_mall_renews_by_the_cookie_and_not_by_the_stored_id() {
    let world = World::new().await;
    let [auth] = &world.shops().await;
    let mall = &world.shop_as(MALL).await;
    let (member, mut browser) = due(&world, auth).await;
    let id = browser.id();
    let new = Token::fresh(None).hashed("cfmall");
    let forged: bool = world
        .value(&format!(
            "session.renew(convert_to('{id}', 'UTF8'), '{}', '0')",
            new.as_str()
        ))
        .await;
    assert!(!forged);
    let old = browser.clone();
    assert_eq!(browser.viewer(mall).await, is(&member));
    assert_ne!(browser.id(), id);
    assert_eq!(browser.viewer(mall).await, is(&member));
    for verb in [
        "promote(convert_to($1, 'UTF8'))",
        "end_copied(convert_to($1, 'UTF8'), '0')",
    ] {
        let statement = verb.replace("$1", &format!("'{id}'"));
        assert!(!world.value::<bool>(&format!("session.{statement}")).await);
    }
    assert_eq!(browser.viewer(auth).await, is(&member));
    world.clock("12 minutes").await;
    assert_eq!(old.clone().viewer(mall).await, Viewer::Guest);
    assert_eq!(browser.viewer(auth).await, Viewer::Guest);
}

#[tokio::test]
async fn where_nothing_can_be_written_every_id_that_was_good_is_good() {
    let world = World::new().await;
    let [before] = &world.shops().await;
    let (member, owner) = due(&world, before).await;
    let given = renewed(&owner, before, &member).await;
    world
        .run(
            "do $$ begin execute format('alter database %I set default_transaction_read_only = on', current_database()); end $$",
        )
        .await;
    let [after] = &world.shops().await;
    for mut browser in [given.clone(), owner.clone(), given.clone()] {
        let answer = browser.get(after, "/viewer").await.ok();
        assert!(answer.cookie().is_none(), "{answer:?}");
        assert_eq!(answer.json(), serde_json::to_value(is(&member)).expect("JSON"));
    }
    assert_eq!(
        world.count("session.renewal").await,
        1,
        "it is still to become the session's own"
    );
}
