//! Logging in at one site and being known at the other.

use crate::{
    browser::{Browser, location, query},
    world::WORLD,
};

const SESSION: &str = "__Host-cfmall";

#[test]
fn who_logs_in_once_is_known_at_every_site_and_no_cookie_is_shared() {
    let _turn = WORLD.turn();
    let mut browser = Browser::default();
    let page = WORLD.site(0, "/p/100101");
    // The site has no form: the way leads to the authority's.
    let login = WORLD.site(
        0,
        &format!("/login?{}", app_kernel::path::query(&[("next", &page)])),
    );
    let (way, form) = browser.open(&login);
    assert_eq!(form.status(), 200);
    let form = way.last().expect("not empty");
    assert!(form.starts_with(&WORLD.authority("/login?next=")), "{way:#?}");
    let next = query(form, "next").expect("the question is asked again");
    let form = [
        ("account", "zhangsan"),
        ("password", "cfmall-demo"),
        ("next", &next),
    ];
    let answer = browser.post(&WORLD.authority("/api/auth/login"), &form);
    let check = WORLD.authority(&location(&answer).expect("checked"));
    let (way, shown) = browser.open(&check);
    assert_eq!(
        (shown.status().as_u16(), way.last()),
        (200, Some(&page)),
        "the visitor is where they wanted to be: {way:#?}"
    );
    assert_eq!(browser.nickname_at(&page).as_deref(), Some("张三"));

    // The second site asks nothing: one link, and they are known.
    let books = WORLD.site(1, "/");
    assert_eq!(browser.nickname_at(&books), None, "another site, another session");
    let (way, _) = browser.open(&WORLD.site(1, "/login"));
    assert!(
        way.iter()
            .all(|step| !step.contains("/login?next=http%3A%2F%2Fauth")),
        "{way:#?}"
    );
    assert_eq!(browser.nickname_at(&books).as_deref(), Some("张三"));

    let sessions = [&WORLD.authority("/"), &page, &books].map(|address| browser.cookie(address, SESSION));
    assert!(sessions.iter().all(Option::is_some));
    assert!(sessions[0] != sessions[1] && sessions[1] != sessions[2] && sessions[0] != sessions[2]);
}

#[test]
fn a_session_at_a_site_gets_a_new_id_with_the_login() {
    let _turn = WORLD.turn();
    let mut browser = Browser::logged_in();
    browser.open(&WORLD.site(0, "/login"));
    let first = browser.cookie(&WORLD.site(0, "/"), SESSION);
    // What came of the first login ends, and the second has its own id.
    let mut second = Browser::logged_in();
    second.open(&WORLD.site(0, "/login"));
    assert!(first.is_some() && first != second.cookie(&WORLD.site(0, "/"), SESSION));
}

#[test]
fn the_code_is_in_no_page_and_no_referer() {
    let _turn = WORLD.turn();
    let mut browser = Browser::logged_in();
    let begun = browser.get(&WORLD.site(0, "/login"));
    let asked = browser.get(&location(&begun).expect("sent to the authority"));
    assert_eq!(asked.headers()["referrer-policy"], "no-referrer");
    let callback = location(&asked).expect("sent back");
    assert!(query(&callback, "code").is_some_and(|code| code.len() == 43));
    let answer = browser.get(&callback);
    assert_eq!(answer.status(), 303, "it is never rendered");
    assert_eq!(answer.headers()["referrer-policy"], "no-referrer");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    assert!(!location(&answer).expect("sent on").contains("code"));
}

#[test]
fn somebody_who_is_known_is_sent_on_at_once() {
    let _turn = WORLD.turn();
    let mut browser = Browser::logged_in();
    browser.open(&WORLD.site(0, "/login"));
    let again = browser.get(&WORLD.site(0, "/login?next=%2Fsearch"));
    assert_eq!(location(&again), Some(WORLD.site(0, "/search")));
    let foreign = browser.get(&WORLD.site(0, "/login?next=http%3A%2F%2Fevil.example%2F"));
    assert_eq!(location(&foreign), Some(WORLD.site(0, "/")));
}
