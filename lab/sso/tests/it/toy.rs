//! The course's way works, and the thief takes it in every way that it can be taken.

use crate::{
    browser::{Browser, location, query, send},
    world::WORLD,
};
use lab_sso::toy;
use ureq::http;

fn text(mut answer: crate::browser::Response) -> String {
    answer.body_mut().read_to_string().expect("text")
}

/// The address that is the session of zhangsan.
fn logged_in() -> String {
    let ask = WORLD.authority(&format!(
        "{}?{}",
        toy::AUTHORIZE,
        app_kernel::path::query(&[("redirect_url", &WORLD.site(0, toy::PAGE))])
    ));
    location(&Browser::logged_in().get(&ask)).expect("sent back with a token")
}

#[test]
fn whoever_has_the_address_is_logged_in_and_no_logout_ends_it() {
    let _turn = WORLD.turn();
    let page = logged_in();
    for _ in 0..2 {
        assert!(
            text(Browser::default().get(&page)).contains("张三"),
            "replayed in another browser"
        );
    }
    let mut member = Browser::logged_in();
    member.post(&WORLD.authority("/api/auth/sessions/revoke-all"), &[]);
    assert!(text(Browser::default().get(&page)).contains("张三"));
}

#[test]
fn a_picture_of_a_third_party_takes_the_token_along() {
    let _turn = WORLD.turn();
    let page = logged_in();
    let shown = Browser::default().get(&page);
    assert_eq!(shown.headers()["referrer-policy"], "unsafe-url");
    let advert = WORLD.t9.thief.at("/advert.svg");
    assert!(text(shown).contains(&advert));
    // What a browser sends then, as was seen in Chromium 156.
    let request = http::Request::get("/").header("referer", &page);
    assert_eq!(send(request, &advert, "").status(), 200);
    let loot = text(Browser::default().get(&WORLD.t9.thief.at("/")));
    let token = query(&page, "token").expect("a token");
    assert!(loot.contains("Referer") && loot.contains(&token), "{loot}");
}

#[test]
fn the_return_address_may_be_the_thief() {
    let _turn = WORLD.turn();
    let home = WORLD.t9.thief.at("/");
    let bait = WORLD.authority(&format!(
        "{}?{}",
        toy::AUTHORIZE,
        app_kernel::path::query(&[("redirect_url", &home)])
    ));
    let (way, loot) = Browser::logged_in().open(&bait);
    let token = query(way.last().expect("the thief"), "token").expect("a token");
    assert!(text(loot).contains(&token));
    let stolen = WORLD.site(0, &format!("{}?token={token}", toy::PAGE));
    assert!(text(Browser::default().get(&stolen)).contains("张三"));
}

#[test]
fn it_stands_in_a_red_frame_and_opens_nothing_else() {
    let _turn = WORLD.turn();
    let page = logged_in();
    let mut browser = Browser::default();
    assert!(text(browser.get(&page)).contains("border:12px solid #c00"));
    assert_eq!(
        browser.nickname_at(&page),
        None,
        "no session of the shop comes of it"
    );
}
