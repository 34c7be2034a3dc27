//! A fresh proof of identity comes first, and nothing that was typed is lost by it.

use super::{ADDRESS, EMAIL, EMAIL_CODE, EMAIL_REMOVE, PHONE, PHONE_API, PHONE_CODE, email};
use crate::{
    browser::Browser,
    mall::{Mall, header},
    query::{ask, run},
};
use serde_json::json;

const OLD_PROOFS: &str = "update session.login set elevated_until = session.now() - interval '1 second'";

#[tokio::test]
async fn who_has_not_proved_of_late_to_be_the_member_does_so_first() {
    let mall = Mall::open().await;
    let mut browser = Browser::of(&mall, "zhangsan");
    run(&mall, OLD_PROOFS).await;
    for address in [EMAIL_CODE, EMAIL, EMAIL_REMOVE, PHONE_CODE, PHONE_API] {
        let answer = browser.ask(address, &email(ADDRESS, "123456"));
        assert_eq!(answer, (403, json!({ "error": "confirm-needed" })), "{address}");
    }
    assert_eq!(ask(&mall, "select count(*) from auth.code").await, "0");
    let response = browser.post(EMAIL_CODE, &[("email", "Li.Lei@example.com")]);
    assert_eq!(response.status(), 303);
    let confirm = header(&response, "location").to_owned();
    assert!(confirm.starts_with("/account/confirm?next="), "{confirm}");
    browser.page(&confirm);
    let next = "http://cfmall.localhost:3000/account/email";
    let page = browser.submit(
        "/api/auth/confirm",
        &[("password", "cfmall-demo"), ("next", next)],
    );
    assert!(page.contains("value=\"Li.Lei@example.com\""), "{page}");
    let page = browser.submit(EMAIL_CODE, &[("email", "Li.Lei@example.com")]);
    assert!(page.contains("秒后可以重新发送"), "{page}");
}

#[tokio::test]
async fn a_guest_logs_in_first_and_finds_what_was_typed() {
    let mall = Mall::open().await;
    let mut browser = Browser::new(&mall);
    for (address, page) in [(EMAIL_CODE, "/account/email"), (PHONE_CODE, "/account/phone")] {
        let answer = browser.ask(address, &email(ADDRESS, ""));
        assert_eq!(answer, (401, json!({ "error": "login-needed" })), "{address}");
        let response = browser.get(page);
        assert_eq!(response.status(), 302, "{page}");
        assert!(
            header(&response, "location").starts_with("/login?next="),
            "{page}"
        );
    }
    assert_eq!(browser.post(PHONE_CODE, &[("phone", PHONE)]).status(), 303);
    browser.log_in("zhangsan");
    let page = browser.page("/account/phone");
    assert!(page.contains(&format!("value=\"{PHONE}\"")), "{page}");
    assert_eq!(ask(&mall, "select count(*) from auth.code").await, "0");
}
