//! What members see of their sessions, and what they can do about them.

use crate::world::{Browser, Shop, World, is};
use app_session::{Member, Viewer};
use axum::{body::Body, extract::ConnectInfo, http::Request};
use serde_json::Value;
use std::net::SocketAddr;

async fn sessions(browser: &mut Browser, shop: &Shop) -> Vec<Value> {
    let list = browser.get(shop, "/sessions").await.ok().json();
    list.as_array().expect("a list").clone()
}

/// Signs in from an address, with a browser of this name.
async fn sign_in_from(member: &Member, shop: &Shop, address: &str, user_agent: &str) -> Browser {
    let mut request = Request::post("/sign-in")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("user-agent", user_agent)
        .body(Body::from(format!("member={}", member.id)))
        .expect("a request");
    let peer: SocketAddr = address.parse().expect("an address");
    request.extensions_mut().insert(ConnectInfo(peer));
    let mut browser = Browser::default();
    browser.receive(&shop.send(request).await.ok());
    browser
}

#[tokio::test]
async fn a_member_sees_their_own_sessions_the_present_one_first() {
    let world = World::new().await;
    let [a, b] = &world.shops().await;
    let (member, other) = (world.member("张三").await, world.member("李四").await);
    let mut phone = sign_in_from(&member, a, "192.0.2.7:1234", "Phone").await;
    world.clock("20 minutes").await;
    let mut tablet = sign_in_from(&member, a, "[2001:db8::1]:443", &"长".repeat(300)).await;
    Browser::of(&other, a).await;

    let list = sessions(&mut phone, b).await;
    assert_eq!(list.len(), 2);
    assert_eq!(
        (&list[0]["current"], &list[1]["current"]),
        (&true.into(), &false.into())
    );
    assert_eq!(
        (&list[0]["ip"], &list[0]["user_agent"]),
        (&"192.0.2.7".into(), &"Phone".into())
    );
    assert_eq!(list[1]["ip"], "2001:db8::1");
    assert_eq!(list[1]["method"], "password");
    assert_eq!(list[1]["remembered"], false);
    let times = ["signed_in_at", "last_seen_at", "expires_at"].map(|name| list[1][name].as_str());
    assert!(times[0] < times[2] && times[1] < times[2], "{times:?}");
    let secrets = [
        phone.token().to_owned(),
        phone.id(),
        tablet.token().to_owned(),
        tablet.id(),
    ];
    let text = Value::from(list).to_string();
    assert!(!secrets.iter().any(|secret| text.contains(secret)), "{text}");

    world.until_touched(&member).await;
    world.clock("35 minutes").await;
    let list = sessions(&mut tablet, b).await;
    assert_eq!(list.len(), 2, "the phone was in use a quarter of an hour ago");
    world
        .run("update session.login set last_seen_at = last_seen_at - interval '20 minutes' where user_agent = 'Phone'")
        .await;
    let list = sessions(&mut tablet, b).await;
    assert_eq!(
        (list.len(), &list[0]["current"]),
        (1, &true.into()),
        "half an hour ago"
    );
    let guest = Browser::default().get(b, "/sessions").await;
    assert_eq!(guest.status, 401);
}

#[tokio::test]
async fn a_key_is_good_for_the_members_own_sessions_only() {
    let world = World::new().await;
    let [a, b] = &world.shops().await;
    let (member, other) = (world.member("张三").await, world.member("李四").await);
    let (mut browser, mut second) = (Browser::of(&member, a).await, Browser::of(&member, a).await);
    let mut stranger = Browser::of(&other, a).await;
    let key = |session: &Value| session["key"].as_str().expect("a key").to_owned();
    let theirs = key(&sessions(&mut stranger, a).await[0]);
    let mine = key(&sessions(&mut second, a).await[0]);
    for wrong in [
        theirs.as_str(),
        "00000000-0000-0000-0000-000000000000",
        "",
        "%",
        &second.id(),
        &format!("{mine} "),
        "' or true --",
    ] {
        let answer = browser.post(b, "/revoke", &[("session", wrong)]).await.ok();
        assert_eq!(answer.json(), false, "{wrong}");
    }
    assert_eq!(stranger.viewer(b).await, is(&other));
    assert_eq!(second.viewer(b).await, is(&member));
    let answer = browser.post(b, "/revoke", &[("session", &mine)]).await.ok();
    assert_eq!((answer.json(), answer.cookie().is_none()), (true.into(), true));
    assert_eq!(second.viewer(b).await, Viewer::Guest);
    assert_eq!(browser.viewer(b).await, is(&member));
    let again = browser.post(b, "/revoke", &[("session", &mine)]).await.ok();
    assert_eq!(again.json(), false);
}

#[tokio::test]
async fn ending_the_others_leaves_this_one_and_ending_all_leaves_none() {
    let world = World::new().await;
    let [a, b] = &world.shops().await;
    let (member, other) = (world.member("张三").await, world.member("李四").await);
    let mut stranger = Browser::of(&other, a).await;
    let mut browser = Browser::of(&member, a).await;
    let mut others = [Browser::of(&member, a).await, Browser::of(&member, b).await];
    let kept = browser.post(b, "/revoke-others", &[]).await.ok();
    assert_eq!((kept.json(), kept.cookie().is_none()), (2.into(), true));
    assert_eq!(browser.viewer(a).await, is(&member));
    for other in &mut others {
        assert_eq!(other.viewer(a).await, Viewer::Guest);
        assert!(
            world
                .events(&other.id())
                .await
                .contains(&"revoked revoked-others".to_owned())
        );
    }
    Browser::of(&member, a).await;
    let all = browser.post(b, "/revoke-all", &[]).await.ok();
    assert_eq!((all.json(), all.removes_cookie()), (2.into(), true));
    assert_eq!(world.count("session.login").await, 1);
    assert_eq!(stranger.viewer(b).await, is(&other));
    assert_eq!(
        Browser::of(&member, b).await.viewer(a).await,
        is(&member),
        "logs in again"
    );
}

/// Every copy shows a new name with the next request, and nobody has to log in again for it.
#[tokio::test]
async fn a_new_nickname_is_seen_everywhere_with_the_next_request() {
    let world = World::new().await;
    let shops @ [a, ..] = &world.shops::<3>().await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, a).await;
    for nickname in ["<b>三</b>", "🐼", "O''Hara"] {
        world
            .run(&format!("update auth.member set nickname = '{nickname}'"))
            .await;
        for shop in shops {
            let viewer = browser.viewer(shop).await;
            let name = viewer.member().map(|member| member.nickname.clone());
            assert_eq!(name, Some(nickname.replace("''", "'")));
        }
    }
}
