//! After an end is acknowledged no later request authenticates with the session, anywhere.

use crate::world::{AUTH, Browser, End, World, is};
use app_session::Viewer;
use futures::future::join_all;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

#[tokio::test]
async fn i1_whatever_ended_a_session_it_is_over_on_every_copy_at_once() {
    let world = World::new().await;
    let shops @ [a, b, _] = &world.shops().await;
    let witness = world.member("王五").await;
    let mut witness_browser = Browser::of(&witness, a).await;
    for way in End::ALL {
        let member = world.member("张三").await;
        let mut browser = Browser::of(&member, a).await;
        for shop in shops {
            assert_eq!(browser.viewer(shop).await, is(&member), "before {way:?}");
        }
        way.happen(&world, b, &member, &browser).await;
        for shop in shops {
            assert_eq!(browser.viewer(shop).await, Viewer::Guest, "{way:?}");
        }
        world.clock("0").await;
        if !way.is_by_time() {
            assert_eq!(
                witness_browser.viewer(b).await,
                is(&witness),
                "{way:?} is not theirs"
            );
        }
    }
}

/// With many requests under way, none that *begins* after the logout was answered gets through.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i1_a_logout_that_was_answered_counts_for_all_who_ask_later() {
    let world = World::new().await;
    let shops = &world.shops::<3>().await;
    let member = world.member("张三").await;
    for _ in 0..5 {
        let mut browser = Browser::of(&member, &shops[0]).await;
        let (ended, copy) = (&AtomicBool::new(false), browser.clone());
        let visitors = (0..12).map(|number| {
            let mut copy = copy.clone();
            async move {
                let mut after = 0;
                while after < 5 {
                    let asked_after = ended.load(SeqCst);
                    let viewer = copy.viewer(&shops[number % 3]).await;
                    assert!(!asked_after || viewer == Viewer::Guest, "still {viewer:?}");
                    after += u32::from(asked_after);
                }
            }
        });
        let log_out = async {
            for shop in shops {
                browser.viewer(shop).await;
            }
            browser.post(&shops[0], "/sign-out", &[]).await.ok();
            ended.store(true, SeqCst);
        };
        tokio::join!(join_all(visitors), log_out);
    }
}

/// The one who logs out means the session, whatever its id is by now.
#[tokio::test]
async fn i1_a_logout_that_a_rotation_overtook_ends_the_session_all_the_same() {
    let world = World::new().await;
    let [a, b] = &world.shops().await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, a).await;
    let logout = browser.hold(a, "sign-out", &[]).await;
    browser.post(b, "/confirm", &[]).await.ok();
    let answer = logout.go().await;
    if answer.status.is_success() {
        assert_eq!(
            browser.viewer(b).await,
            Viewer::Guest,
            "the logout was acknowledged"
        );
    } else {
        // The other honest answer: it did not work, try again.
        assert_eq!((answer.status.as_u16(), answer.cookie().is_none()), (409, true));
    }
}

/// The session of a browser in which somebody else signs in ends, also when its id changed while the login was under way.
#[tokio::test]
async fn i4_a_login_that_a_rotation_overtook_ends_the_session_all_the_same() {
    let world = World::new().await;
    let [a, b] = &world.shops().await;
    let (before, after) = (world.member("张三").await, world.member("李四").await);
    let mut tab = Browser::of(&before, a).await;
    let mut browser = tab.clone();
    // The login waits for its turn at the account.
    let mut turn = world.owner().begin().await.expect("a transaction");
    sqlx::query("select from session.member where id = $1 for update")
        .bind(after.id)
        .execute(&mut *turn)
        .await
        .expect("locked");
    let login = tokio::spawn({
        let (a, after) = (a.clone(), after.clone());
        async move {
            let answer = browser.sign_in(&after, &a).await;
            (browser, answer)
        }
    });
    world.until_waiting(1).await;
    tab.post(b, "/confirm", &[]).await.ok();
    turn.commit().await.expect("committed");
    let (mut browser, answer) = login.await.expect("it is answered");
    answer.ok();
    assert_eq!(browser.viewer(b).await, is(&after));
    assert_eq!(
        tab.viewer(b).await,
        Viewer::Guest,
        "what the browser was before is over"
    );
}

#[tokio::test]
async fn i1_nothing_left_in_the_table_is_good_while_the_account_is_disabled() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, shop).await;
    let id = member.id;
    // Only the account's public face, so that the rows of its sessions stay.
    world
        .run(&format!(
            "update session.member set disabled_at = now() where id = {id}"
        ))
        .await;
    assert_eq!(world.count("session.login").await, 1);
    assert_eq!(browser.viewer(shop).await, Viewer::Guest);
    world
        .run(&format!(
            "update session.member set disabled_at = null, sessions_valid_after = now() where id = {id}"
        ))
        .await;
    assert_eq!(
        browser.viewer(shop).await,
        Viewer::Guest,
        "logged out everywhere since"
    );
    assert_eq!(Browser::of(&member, shop).await.viewer(shop).await, is(&member));
}

/// Neither the record nor the login alone is a session.
#[tokio::test]
async fn i1_a_record_that_is_nobodys_authenticates_nobody() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, shop).await;
    world.run("delete from session.login").await;
    assert_eq!(world.count("session.record").await, 1);
    assert_eq!(browser.viewer(shop).await, Viewer::Guest);
}

/// Ways in that a test owns show that the copies really are separate: no memory is shared between them.
#[tokio::test]
async fn i1_a_copy_that_has_just_started_knows_what_the_others_know() {
    let world = World::new().await;
    let [old] = &world.shops().await;
    let member = world.member("张三").await;
    let (mut alive, mut ended) = (Browser::of(&member, old).await, Browser::of(&member, old).await);
    let copy = ended.clone();
    ended.post(old, "/sign-out", &[]).await.ok();
    let new = World::shop_at(&crate::world::config(), &world.way_in(AUTH));
    assert_eq!(alive.viewer(&new).await, is(&member));
    assert_eq!(Browser::with(copy.token()).viewer(&new).await, Viewer::Guest);
}
