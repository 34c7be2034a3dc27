//! What a session carries cannot be read: one visitor is logged out once, and nobody else notices.

use crate::world::{Browser, World, is};
use app_session::Viewer;
use futures::future::join_all;

/// No `MessagePack`; cut off; another type; claims to be four billion long; nested deeply; nothing.
const DAMAGED: [&str; 8] = [
    "\\xc1",
    "\\xdeadbeef",
    "\\x93",
    "\\xc0",
    "\\xddffffffff",
    "\\x93c410000000000000000000000000000000008181",
    "\\x00",
    "\\x",
];

#[tokio::test]
async fn who_carries_something_unreadable_is_logged_out_once() {
    let world = World::new().await;
    let shops @ [a, ..] = &world.shops::<3>().await;
    let (member, other) = (world.member("张三").await, world.member("李四").await);
    let mut witness = Browser::of(&other, a).await;
    for data in DAMAGED {
        let mut browser = Browser::of(&member, a).await;
        let id = browser.id();
        world
            .run(&format!(
                "update session.record set data = '{data}' where id = '{id}'"
            ))
            .await;
        // All copies find it at once, together with somebody whose session is fine.
        let all = shops
            .iter()
            .flat_map(|shop| [(shop, browser.clone()), (shop, witness.clone())]);
        let answers = join_all(all.map(async |(shop, mut visitor)| {
            let answer = visitor.get(shop, "/viewer").await.ok();
            (answer.cookie().is_none(), answer.json()["state"] == "member")
        }))
        .await;
        for (index, (cookie_stays, signed_in)) in answers.into_iter().enumerate() {
            assert_eq!((cookie_stays, signed_in), (true, index % 2 == 1), "{data}");
        }
        let mut events = world.events(&id).await;
        events.retain(|event| event != "refused");
        assert_eq!(events, ["created password", "damaged"], "{data}");
        assert_eq!(world.count(&format!("session.record where id = '{id}'")).await, 0);
        browser.sign_in(&member, a).await.ok();
        assert_eq!(browser.viewer(a).await, is(&member), "and in again");
    }
    assert_eq!(witness.viewer(a).await, is(&other));
}

/// Somebody has mended it between our reading and our ending it.
#[tokio::test]
async fn only_what_was_found_unreadable_is_ended() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, shop).await;
    let discard = format!("session.discard('{}', '\\xc1')", browser.id());
    assert!(!world.value::<bool>(&discard).await);
    assert_eq!(browser.viewer(shop).await, is(&member));
    world.run("update session.record set data = '\\xc1'").await;
    assert!(world.value::<bool>(&discard).await);
    assert_eq!(browser.viewer(shop).await, Viewer::Guest);
}
