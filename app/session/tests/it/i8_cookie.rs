//! In whatever order answers arrive, the browser is left with the newest good cookie or with a wanted logout.

use crate::world::{Browser, End, World, is};
use app_session::Viewer;
use tower_sessions::session::Id;

/// A straggler's answer may come after that of a login: if it took the cookie away, it would take away the new one.
#[tokio::test]
async fn i8_an_id_that_is_over_gets_no_cookie_however_often_it_is_tried() {
    let world = World::new().await;
    let shops @ [a, ..] = &world.shops::<3>().await;
    for way in End::ALL {
        let member = world.member("张三").await;
        let browser = Browser::of(&member, a).await;
        way.happen(&world, a, &member, &browser).await;
        for shop in shops {
            let mut straggler = browser.clone();
            let answer = straggler.get(shop, "/viewer").await.ok();
            assert_eq!(answer.json()["state"], "guest", "{way:?}");
            assert!(answer.cookie().is_none(), "{way:?}: {answer:?}");
            // What the first one left to be done is done before the next one asks.
            let id = browser.id();
            world
                .until(&format!(
                    "not exists (select from session.record where id = '{id}')"
                ))
                .await;
        }
        // The clean-up comes by, too.
        app_session::sweep(world.owner()).await.expect("swept");
        let answer = browser.clone().get(a, "/viewer").await.ok();
        assert!(answer.cookie().is_none(), "{way:?}, swept: {answer:?}");
        world.clock("0").await;
    }
}

#[tokio::test]
async fn i8_only_what_cannot_be_an_id_is_taken_away() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    for value in ["nonsense", "", "\"\"", "AAAAAAAAAAAAAAAAAAAAAB"] {
        let answer = Browser::with(value).get(shop, "/viewer").await.ok();
        let removal = answer.cookie().map(|cookie| cookie.0.as_str());
        assert_eq!(
            removal,
            Some("__Host-cfmall=; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=0"),
            "{value}"
        );
    }
    // Unknown to us; but it may have been a session so long ago that nobody remembers.
    for cookie in [None, Some(Id::default().to_string())] {
        let answer = Browser { cookie }.get(shop, "/viewer").await.ok();
        assert!(answer.cookie().is_none(), "{answer:?}");
        assert_eq!(answer.json()["state"], "guest");
    }
}

/// Three requests are under way while the id changes; their answers arrive before, between and after.
#[tokio::test]
async fn i8_answers_that_are_late_leave_the_new_cookie_alone() {
    let world = World::new().await;
    let [a, b] = &world.shops().await;
    let (member, other) = (world.member("张三").await, world.member("李四").await);
    for target in ["/confirm", "/password", "/sign-in"] {
        let mut browser = Browser::of(&member, a).await;
        let mut late = Vec::new();
        for (action, form) in [
            ("none", &[][..]),
            ("touch", &[]),
            ("set", &[("key", "k"), ("value", "v")]),
        ] {
            late.push(browser.hold(a, action, form).await);
        }
        let straggler = browser.clone();
        let id = other.id.to_string();
        browser.post(b, target, &[("member", &id)]).await.ok();
        let expected = browser.viewer(b).await;
        assert_ne!(expected, Viewer::Guest);
        let mut answers = vec![straggler.clone().get(b, "/viewer").await];
        for held in late {
            answers.push(held.go().await);
        }
        answers.push(straggler.clone().get(a, "/viewer").await);
        for answer in answers {
            browser.receive(&answer);
            assert_eq!(browser.viewer(a).await, expected, "{target}, then {answer:?}");
        }
    }
}

/// Whoever logs out wants the cookie gone, whichever of the answers is last.
#[tokio::test]
async fn i8_a_logout_leaves_a_guest() {
    let world = World::new().await;
    let [a, b] = &world.shops().await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, a).await;
    let late = browser.hold(a, "set", &[("key", "k"), ("value", "v")]).await;
    assert!(browser.post(b, "/sign-out", &[]).await.ok().removes_cookie());
    browser.receive(&late.go().await);
    assert_eq!(browser.cookie, None);
    assert!(
        browser.post(b, "/sign-out", &[]).await.ok().removes_cookie(),
        "and again, as a guest"
    );
}

/// Another host of the same parent domain may have set a second one.
#[tokio::test]
async fn i8_of_several_cookies_exactly_one_must_be_good() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let member = world.member("张三").await;
    let (one, two) = (Browser::of(&member, shop).await, Browser::of(&member, shop).await);
    let mut dead = Browser::of(&member, shop).await;
    let dead_header = dead.header().expect("a cookie");
    dead.post(shop, "/sign-out", &[]).await.ok();
    let (one, two) = (one.header().expect("a cookie"), two.header().expect("a cookie"));
    let unknown = Browser::with(Id::default().to_string())
        .header()
        .expect("a cookie");
    for (cookies, expected) in [
        (vec![&one], is(&member)),
        (vec![&one, &one], is(&member)),
        (vec![&dead_header, &one], is(&member)),
        (vec![&one, &unknown], is(&member)),
        (vec![&unknown, &dead_header], Viewer::Guest),
        (vec![&one, &two], Viewer::Guest),
        (vec![&two, &dead_header, &one], Viewer::Guest),
    ] {
        let header = cookies.into_iter().cloned().collect::<Vec<_>>().join("; ");
        let answer = shop.ask("/viewer", None, Some(&header)).await.ok();
        let viewer: Viewer = serde_json::from_value(answer.json()).expect("a viewer");
        assert_eq!(viewer, expected, "{header}");
        assert!(answer.cookie().is_none(), "{header}");
    }
}

#[tokio::test]
async fn an_answer_with_a_viewer_in_hand_is_kept_by_nobody() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, shop).await;
    for mut visitor in [Browser::default(), browser.clone()] {
        for target in ["/viewer", "/sessions", "/api/session/probe/value?key=k"] {
            let answer = visitor.get(shop, target).await;
            assert_eq!(answer.headers["cache-control"], "no-store", "{target}");
        }
    }
    let confirmed = browser.post(shop, "/confirm", &[]).await.ok();
    assert_eq!(confirmed.headers["cache-control"], "no-store");
}
