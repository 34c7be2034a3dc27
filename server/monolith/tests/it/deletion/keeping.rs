//! Keeping an account that is to be deleted: by an explicit click, after a login.

use super::{KEEP, LOG_IN, ask, ask_for_it, grace_ends, is_offered, log_in, number, run};
use crate::{
    browser::Browser,
    codes::{code_in, message},
    mall::{Mall, header, set_cookie},
};
use serde_json::json;

/// 李四's.
const PHONE: &str = "138 0000 0002";

#[tokio::test]
async fn a_login_leads_to_the_question_and_the_click_to_where_one_wanted_to_be() {
    let mall = Mall::open().await;
    ask_for_it(&mut Browser::of(&mall, "lisi"));
    let mut browser = Browser::new(&mall);
    let form = [
        ("account", "lisi"),
        ("password", "cfmall-demo"),
        ("remember", "1"),
        ("next", "/orders"),
    ];
    let answer = browser.post(LOG_IN, &form);
    let keep = "/login/keep?next=http%3A%2F%2Fcfmall.localhost%3A3000%2Forders";
    assert_eq!(header(&answer, "location"), keep);
    let cookie = set_cookie(&answer, "cfmall-keep").expect("a cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Max-Age=600"));
    assert_eq!(mall.sessions().await, 0, "nobody is logged in before the click");
    let page = browser.page(keep);
    assert!(
        page.contains("李四")
            && page.contains("保留账户并登录")
            && page.contains("action=\"/api/auth/keep\""),
        "{page}"
    );

    let next = [("next", "http://cfmall.localhost:3000/orders")];
    let double = browser.clone();
    let answer = browser.post(KEEP, &next);
    assert!(header(&answer, "location").starts_with("/login/check?next="));
    assert!(!browser.cookies.contains_key("cfmall-keep"), "the offer is over");
    assert_eq!(browser.get("/orders").status(), 200);
    let remembered = "select remembered::text from session.login";
    assert_eq!(ask(&mall, remembered).await, "true");
    assert_eq!(
        ask(
            &mall,
            "select kind from auth.activity where kind like 'deletion%' order by id desc limit 1"
        )
        .await,
        "deletion-withdrawn"
    );
    // The same click once more keeps nothing and logs nobody in.
    let answer = double.clone().post(KEEP, &next);
    assert!(header(&answer, "location").starts_with("/login?next="));
    assert_eq!(mall.sessions().await, 1);
    mall.member("lisi");
}

#[tokio::test]
async fn a_code_is_as_good_as_the_password_and_still_no_proof_for_what_is_sensitive() {
    let mall = Mall::open().await;
    ask_for_it(&mut Browser::of(&mall, "lisi"));
    let mut browser = Browser::new(&mall);
    let sent = browser.ask("/api/auth/code-login/code", &[("phone", PHONE)]);
    assert_eq!(sent, (200, json!({ "sent": true })));
    let code = code_in(&message(&mall, PHONE).await).expect("a code");
    let answer = browser.ask("/api/auth/code-login", &[("phone", PHONE), ("code", &code)]);
    assert!(is_offered(&answer), "{answer:?}");
    let (status, viewer) = browser.ask(KEEP, &[]);
    assert_eq!((status, &viewer["nickname"]), (200, &json!("李四")));
    assert_eq!(ask(&mall, "select method from session.login").await, "code");
    assert_eq!(
        browser.ask("/api/auth/export", &[]),
        (403, json!({ "error": "confirm-needed" }))
    );
}

/// An offer is one browser's, for ten minutes, for the password that was proved, and nothing that is disabled or as good as gone.
#[tokio::test]
async fn an_offer_is_no_use_to_others_or_later() {
    let mall = Mall::open().await;
    ask_for_it(&mut Browser::of(&mall, "lisi"));
    let id = number(&mall, "lisi").await;
    let refused = (401, json!({ "error": "login-needed" }));
    assert_eq!(Browser::new(&mall).ask(KEEP, &[]), refused, "without a cookie");
    let mut stranger = Browser::new(&mall);
    stranger
        .cookies
        .insert("cfmall-keep".into(), "0123456789abcdef0123456789abcdef".into());
    assert_eq!(stranger.ask(KEEP, &[]), refused);
    assert_eq!(header(&stranger.get("/login/keep"), "location"), "/login");

    for spoiled in [
        "update auth.keep_offer set expires_at = clock_timestamp()",
        "update auth.member set credentials_version = credentials_version + 1 where user_name = 'lisi'",
        "update auth.member set disabled_at = now() where user_name = 'lisi'",
    ] {
        let mut browser = Browser::new(&mall);
        assert!(is_offered(&log_in(&mut browser, "lisi")));
        assert_eq!(browser.get("/login/keep").status(), 200);
        run(&mall, spoiled).await;
        assert_eq!(
            header(&browser.get("/login/keep"), "location"),
            "/login",
            "{spoiled}"
        );
        assert_eq!(browser.ask(KEEP, &[]), refused, "{spoiled}");
    }
    assert_eq!(
        log_in(&mut Browser::new(&mall), "lisi"),
        (403, json!({ "error": "disabled" })),
        "an operator has the last word"
    );
    // Kept or not, whom an operator has disabled stays so for the sessions.
    run(
        &mall,
        "update auth.member set disabled_at = null where user_name = 'lisi'",
    )
    .await;
    let face = format!("select disabled_at is not null from session.member where id = {id}");
    assert_eq!(ask(&mall, &face).await, "true", "it is still to be deleted");

    let mut late = Browser::new(&mall);
    assert!(is_offered(&log_in(&mut late, "lisi")));
    grace_ends(&mall).await;
    assert_eq!(late.ask(KEEP, &[]), refused);
    assert_ne!(log_in(&mut Browser::new(&mall), "lisi").0, 200);
}
