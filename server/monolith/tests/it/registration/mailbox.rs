//! The page with the messages that no phone gets, and where there is none.

use super::{PHONE, REGISTER, SEND, ask, asked, form, run};
use crate::{
    browser::Browser,
    mall::{Mall, text},
};
use serde_json::json;

#[tokio::test]
async fn a_code_is_in_the_mailbox_until_it_is_used() {
    let mall = Mall::open().await;
    let (mut browser, code) = asked(&mall, PHONE).await;
    let page = browser.page("/mailbox");
    assert!(page.contains(&code) && page.contains("139 0000 0001"), "{page}");
    assert_eq!(browser.ask(REGISTER, &form(PHONE, &code, "lilei")).0, 200);
    let page = browser.page("/mailbox");
    assert!(!page.contains(&code) && page.contains("现在没有消息"), "{page}");
    assert_eq!(ask(&mall, "select count(*) from auth.mailbox").await, "0");
}

#[tokio::test]
async fn a_code_that_is_too_old_is_not_there_any_more() {
    let mall = Mall::open().await;
    let (mut browser, code) = asked(&mall, PHONE).await;
    run(&mall, "update auth.code set expires_at = clock_timestamp()").await;
    assert!(!browser.page("/mailbox").contains(&code));
    browser.ask(SEND, &[("phone", "13900000002")]);
    assert_eq!(
        ask(&mall, "select count(*) from auth.mailbox").await,
        "1",
        "the old one is deleted"
    );
}

#[tokio::test]
async fn messages_are_in_the_language_of_who_asks() {
    let mall = Mall::open().await;
    let mut browser = Browser::new(&mall);
    browser.post("/api/preferences", &[("locale", "en"), ("next", "/register")]);
    let page = browser.submit(SEND, &[("phone", PHONE)]);
    assert!(page.contains("We have sent a code to"), "{page}");
    assert!(
        super::message(&mall, PHONE)
            .await
            .contains("to register, good for ten minutes")
    );
}

#[tokio::test]
async fn without_a_messenger_nobody_can_register_and_there_is_no_mailbox() {
    let mall = Mall::open_with(&[("MESSENGER", "none")]).await;
    assert_eq!(mall.visitor().get("/mailbox").status(), 404);
    let page = mall.visitor().get("/register");
    assert_eq!(page.status(), 501);
    assert!(text(page).contains("不能注册新账户"));
    let mut browser = Browser::new(&mall);
    for address in [SEND, REGISTER] {
        let answer = browser.ask(address, &form(PHONE, "123456", "lilei"));
        assert_eq!(answer, (501, json!({ "error": "closed" })), "{address}");
        assert_eq!(
            browser.post(address, &form(PHONE, "123456", "lilei")).status(),
            303
        );
    }
}
