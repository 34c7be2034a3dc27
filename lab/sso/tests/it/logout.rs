//! Single logout.

use crate::{
    browser::{Browser, location, send},
    world::WORLD,
};
use lab_sso::site::BACK_CHANNEL_LOGOUT;
use std::time::{Duration, Instant};
use ureq::http;

/// Known at the authority and at both sites.
fn known_everywhere() -> Browser {
    let mut browser = Browser::logged_in();
    for site in 0..2 {
        browser.open(&WORLD.site(site, "/login"));
    }
    assert_eq!(nicknames(&mut browser), [true; 3]);
    browser
}

/// Whether the authority and the sites know who it is.
fn nicknames(browser: &mut Browser) -> [bool; 3] {
    [WORLD.authority("/"), WORLD.site(0, "/"), WORLD.site(1, "/")]
        .map(|address| browser.nickname_at(&address).is_some())
}

#[test]
fn logout_at_the_authority_ends_it_everywhere_before_the_answer() {
    let _turn = WORLD.turn();
    let mut browser = known_everywhere();
    let mut other = known_everywhere();
    assert_eq!(
        browser.post(&WORLD.authority("/api/auth/logout"), &[]).status(),
        303
    );
    assert_eq!(nicknames(&mut browser), [false; 3]);
    assert_eq!(nicknames(&mut other), [true; 3], "of this browser only");
}

#[test]
fn logout_at_a_site_ends_it_everywhere() {
    let _turn = WORLD.turn();
    let mut browser = known_everywhere();
    let answer = browser.post(&WORLD.site(1, "/api/auth/logout"), &[("next", "/search")]);
    assert_eq!(location(&answer), Some(WORLD.site(1, "/search")));
    assert_eq!(nicknames(&mut browser), [false; 3]);
}

#[test]
fn log_out_on_all_devices_reaches_the_sites_of_all_devices() {
    let _turn = WORLD.turn();
    let mut phone = known_everywhere();
    let mut desk = known_everywhere();
    let answer = phone.post(&WORLD.authority("/api/auth/sessions/revoke-all"), &[]);
    assert!(answer.status().is_redirection(), "{}", answer.status());
    assert_eq!(
        (nicknames(&mut phone), nicknames(&mut desk)),
        ([false; 3], [false; 3])
    );
}

#[test]
fn a_session_that_ends_by_its_age_ends_at_the_sites_within_seconds() {
    let _turn = WORLD.turn();
    let mut browser = known_everywhere();
    // The newest login is this browser's.
    let newest = "update session.record set expiry_date = session.now() - interval '1 s'
                  where id = (select id from session.login order by signed_in_at desc limit 1)";
    assert_eq!(WORLD.execute(0, newest), 1);
    let deadline = Instant::now() + Duration::from_secs(10);
    while nicknames(&mut browser)[1..] != [false; 2] {
        assert!(Instant::now() < deadline, "the sites are not told");
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn only_the_authority_can_say_that_a_session_has_ended() {
    let _turn = WORLD.turn();
    let mut browser = known_everywhere();
    let sid = WORLD
        .text(1, "select sid from sso.session order by id limit 1")
        .expect("a session");
    for token in [
        "",
        "x.y.z",
        // Unsigned, with the right claims but for the time.
        &format!("eyJhbGciOiJub25lIn0.{sid}."),
    ] {
        let request = http::Request::post("/").header("content-type", "application/x-www-form-urlencoded");
        let body = app_kernel::path::query(&[("logout_token", token)]);
        let answer = send(request, &WORLD.site(0, BACK_CHANNEL_LOGOUT), &body);
        assert_eq!(answer.status(), 400, "{token}");
        assert_eq!(answer.headers()["cache-control"], "no-store");
    }
    let elsewhere = http::Request::post("/").header("content-type", "application/x-www-form-urlencoded");
    let end = WORLD.authority(lab_sso::authority::END);
    assert_eq!(send(elsewhere, &end, &format!("sid={sid}")).status(), 401);
    assert_eq!(nicknames(&mut browser), [true; 3]);
}
