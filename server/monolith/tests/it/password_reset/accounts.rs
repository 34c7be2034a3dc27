//! From the forgotten password to the new one.

use super::{PASSWORD, PHONE, RESET, SEND, asked, changes, done, form, log_in, sent};
use crate::{
    browser::Browser,
    codes::{code_in, message, other_than, plain, refusal},
    mall::{Mall, header, text},
    query::{ask, run},
};
use serde_json::json;

#[tokio::test]
async fn who_has_the_code_has_a_new_password_and_nobody_is_logged_in_any_more() {
    let mall = Mall::open().await;
    let copy = mall.beside(&[("INSTANCE", "monolith-2")]);
    let (owner, thief) = (mall.member("zhangsan"), mall.member("zhangsan"));
    let next = "http://cfmall.localhost:3000/p/100101";
    let mut browser = Browser::new(&mall);
    let page = browser.page(&format!("/login?next={next}"));
    let link = format!("/login/forgot?{}", app_kernel::path::query(&[("next", next)]));
    assert!(page.contains(&format!("href=\"{link}\"")), "{page}");
    assert!(browser.page(&link).contains("获取验证码"));
    let page = browser.submit(SEND, &[("phone", PHONE), ("next", next)]);
    assert!(
        page.contains(PHONE) && page.contains("秒后可以重新发送"),
        "{page}"
    );
    assert!(
        browser.page("/login/forgot").contains("秒后可以重新发送"),
        "a reload says the same"
    );

    // Any copy answers any step, and asking for a page uses nothing up.
    let words = message(&mall, PHONE).await;
    let code = code_in(&words).expect("a code");
    assert!(words.contains("用于设置新密码"), "{words}");
    let mut elsewhere = Browser::new(&copy);
    elsewhere.cookies = browser.cookies;
    let page = elsewhere.submit(
        RESET,
        &[form(PHONE, &code, "iloveyou").as_slice(), &[("next", next)]].concat(),
    );
    assert!(
        page.contains("这个密码太常见") && !page.contains("iloveyou"),
        "{page}"
    );
    assert!(page.contains("<title>出错了：设置新密码</title>"), "{page}");
    assert!(
        page.contains(&format!("value=\"{next}\"")) && !page.contains(&code),
        "{page}"
    );
    assert_eq!(owner.viewer()["state"], "member", "nothing has happened so far");

    let response = elsewhere.post(
        RESET,
        &[form(PHONE, &code, PASSWORD).as_slice(), &[("next", next)]].concat(),
    );
    assert_eq!(response.status(), 303);
    let login = format!("/login?{}", app_kernel::path::query(&[("next", next)]));
    assert_eq!(header(&response, "location"), login);
    assert!(response.headers().contains_key("clear-site-data"));
    let page = elsewhere.page(&login);
    assert!(page.contains("新密码已经设置好"), "{page}");
    assert!(
        page.contains("value=\"138 0000 0001\"") && page.contains(next),
        "{page}"
    );
    assert!(
        !elsewhere.page("/login").contains("新密码已经设置好"),
        "it is said once"
    );

    for visitor in [&owner, &thief] {
        assert_eq!(visitor.viewer()["state"], "guest");
    }
    let ended = "select count(*) from session.event where kind = 'revoked' and detail = 'password-reset'";
    assert_eq!(ask(&mall, ended).await, "2");
    let noted = "select string_agg(kind || coalesce(' ' || reason, ''), ', ' order by id) from auth.activity";
    assert_eq!(
        ask(&mall, noted).await,
        "login, login, password-reset, ended password-reset, ended password-reset"
    );
    assert_eq!(log_in(&mall, "zhangsan", "cfmall-demo"), 401);
    assert_eq!(log_in(&mall, PHONE, PASSWORD), 200);
    let words = message(&mall, PHONE).await;
    assert!(
        words.contains("刚刚设置了新密码") && code_in(&words).is_none(),
        "{words}"
    );
    let mailbox = elsewhere.page("/mailbox");
    assert!(
        mailbox.contains("刚刚设置了新密码") && !mailbox.contains(&code),
        "{mailbox}"
    );
}

#[tokio::test]
async fn a_phone_without_an_account_is_told_by_the_message_alone() {
    let mall = Mall::open().await;
    let stranger = "139 0000 0001";
    let known = Browser::new(&mall).submit(SEND, &[("phone", PHONE)]);
    let mut browser = Browser::new(&mall);
    let unknown = browser.submit(SEND, &[("phone", stranger)]);
    assert_eq!(plain(&known, PHONE), plain(&unknown, stranger));
    let words = message(&mall, stranger).await;
    assert!(
        words.contains("它没有账户") && code_in(&words).is_none(),
        "{words}"
    );
    let wrong = refusal(&[("code", "wrong")]);
    assert_eq!(browser.ask(RESET, &form(stranger, "123456", PASSWORD)), wrong);
    // The same minute holds for whoever asks.
    for phone in [PHONE, stranger] {
        assert_eq!(
            Browser::new(&mall).ask(SEND, &[("phone", phone)]).0,
            429,
            "{phone}"
        );
    }
}

#[tokio::test]
async fn a_disabled_account_gets_no_password() {
    let mall = Mall::open().await;
    let (mut browser, code) = asked(&mall, PHONE).await;
    run(
        &mall,
        "update auth.member set disabled_at = now() where user_name = 'zhangsan'",
    )
    .await;
    let refused = (403, json!({ "error": "disabled" }));
    assert_eq!(browser.ask(RESET, &form(PHONE, &code, PASSWORD)), refused);
    let page = browser.submit(RESET, &form(PHONE, &code, PASSWORD));
    assert!(page.contains("这个账户已被停用"), "{page}");
    assert_eq!(
        browser.ask(RESET, &form(PHONE, &other_than(&code), PASSWORD)),
        refusal(&[("code", "wrong")]),
        "only who has the code hears it"
    );
    crate::codes::messages_age(&mall, "61 seconds").await;
    assert_eq!(browser.ask(SEND, &[("phone", PHONE)]).0, 200);
    let words = message(&mall, PHONE).await;
    assert!(words.contains("已被停用") && code_in(&words).is_none(), "{words}");
    assert_eq!(changes(&mall).await, "0");
}

#[tokio::test]
async fn who_was_kept_waiting_for_wrong_passwords_is_not_any_more() {
    let mall = Mall::open().await;
    let _thief = mall.member("zhangsan");
    let known = "select count(*) from auth.known_device";
    assert_eq!(ask(&mall, known).await, "1");
    for _ in 0..5 {
        assert_eq!(log_in(&mall, "zhangsan", "wrong"), 401);
    }
    assert_eq!(log_in(&mall, "zhangsan", "cfmall-demo"), 429);
    let (mut browser, code) = asked(&mall, PHONE).await;
    assert_eq!(browser.ask(RESET, &form(PHONE, &code, PASSWORD)), done());
    assert_eq!(
        ask(&mall, known).await,
        "0",
        "where the old password was known is nobody's device"
    );
    assert_eq!(log_in(&mall, "zhangsan", PASSWORD), 200);
}

#[tokio::test]
async fn who_is_logged_in_and_has_forgotten_the_password_finds_the_way_too() {
    let mall = Mall::open().await;
    let mut browser = Browser::of(&mall, "lisi");
    assert!(browser.page("/account").contains("href=\"/login/forgot?next="));
    assert!(browser.page("/login/forgot").contains("获取验证码"));
    let code = sent(&mall, &mut browser, PHONE).await;
    assert_eq!(browser.ask(RESET, &form(PHONE, &code, PASSWORD)), done());
    assert!(
        browser.page("/login").contains("用户名、手机号或电子邮箱"),
        "whoever was logged in here is asked for the new password"
    );
}

#[tokio::test]
async fn where_no_messages_are_sent_there_is_no_way() {
    let mall = Mall::open_with(&[("MESSENGER", "none")]).await;
    let page = mall.visitor().get("/login/forgot");
    assert_eq!(page.status(), 501);
    assert!(text(page).contains("不发送短信"));
    let mut browser = Browser::new(&mall);
    for address in [SEND, RESET] {
        let fields = form(PHONE, "123456", PASSWORD);
        assert_eq!(
            browser.ask(address, &fields),
            (501, json!({ "error": "closed" })),
            "{address}"
        );
        assert_eq!(browser.post(address, &fields).status(), 303);
    }
}

#[tokio::test]
async fn an_outage_is_said_to_be_one_and_changes_nothing() {
    let mall = Mall::open().await;
    let (mut browser, code) = asked(&mall, PHONE).await;
    let fields = form(PHONE, &code, PASSWORD);
    let unavailable = (503, json!({ "error": "unavailable" }));
    // Sessions cannot be ended: then the password stays.
    run(&mall, "alter table session.record rename to away").await;
    assert_eq!(browser.ask(RESET, &fields), unavailable);
    run(&mall, "alter table session.away rename to record").await;
    assert_eq!(changes(&mall).await, "0");
    run(&mall, "alter table auth.code rename to away").await;
    assert_eq!(browser.ask(RESET, &fields), unavailable);
    assert_eq!(browser.ask(SEND, &[("phone", "13800000002")]), unavailable);
    assert_eq!(browser.get("/login/forgot").status(), 503);
    run(&mall, "alter table auth.away rename to code").await;
    assert_eq!(browser.ask(RESET, &fields), done());
}
