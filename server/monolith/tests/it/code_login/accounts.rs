//! From the login page to the nickname, without a password.

use super::{LOG_IN, PHONE, SEND, form, is_zhangsan, sent};
use crate::{
    browser::Browser,
    codes::{code_in, message, messages_age, other_than, plain, refusal},
    mall::{Mall, header, set_cookie, text},
    query::{ask, run},
};
use serde_json::json;

const ADDRESS: &str = "li.lei@example.com";

#[tokio::test]
async fn who_has_the_code_is_logged_in_and_what_is_sensitive_still_takes_the_password() {
    let mall = Mall::open().await;
    let copy = mall.beside(&[("INSTANCE", "monolith-2")]);
    let next = "http://cfmall.localhost:3000/p/100101";
    let query = app_kernel::path::query(&[("next", next)]);
    let mut browser = Browser::new(&mall);
    let link = format!("/login/code?{query}");
    let page = browser.page(&format!("/login?{query}"));
    assert!(page.contains(&format!("href=\"{link}\"")), "{page}");
    assert!(browser.page(&link).contains("获取验证码"));
    let page = browser.submit(SEND, &[("phone", PHONE), ("next", next)]);
    assert!(
        page.contains(PHONE) && page.contains("秒后可以重新发送"),
        "{page}"
    );
    let words = message(&mall, PHONE).await;
    let code = code_in(&words).expect("a code");
    assert!(words.contains("用于登录"), "{words}");

    // Any copy answers any step, and what was chosen is kept when a form is refused.
    let mut elsewhere = Browser::new(&copy);
    elsewhere.cookies = browser.cookies;
    let choices = [("remember", "1"), ("next", next)];
    let wrong = other_than(&code);
    let page = elsewhere.submit(LOG_IN, &[form(PHONE, &wrong).as_slice(), &choices].concat());
    assert!(page.contains("验证码不正确") && !page.contains(&wrong), "{page}");
    assert!(page.contains("<title>出错了：用验证码登录</title>"), "{page}");
    assert!(
        page.contains(&format!("value=\"{next}\"")) && page.contains(" checked"),
        "{page}"
    );
    let response = elsewhere.post(LOG_IN, &[form(PHONE, &code).as_slice(), &choices].concat());
    assert_eq!(response.status(), 303);
    assert_eq!(header(&response, "location"), format!("/login/check?{query}"));
    let cookie = set_cookie(&response, "__Host-cfmall").expect("a session");
    assert!(cookie.contains("Max-Age="), "remembered: {cookie}");
    assert!(
        set_cookie(&response, "cfmall-device").is_none(),
        "no password, no known device"
    );
    assert_eq!(elsewhere.get("/login/check").status(), 302);
    assert_eq!(
        elsewhere.get("/login/code").status(),
        302,
        "whoever is logged in is sent on"
    );

    let page = elsewhere.page("/account/activity");
    assert!(page.contains("用验证码登录"), "{page}");
    let stored = "select string_agg(method || ' ' || remembered || ' ' || (elevated_until is null), ', ') from session.login";
    assert_eq!(ask(&mall, stored).await, "code true true");
    let needed = (403, json!({ "error": "confirm-needed" }));
    assert_eq!(
        elsewhere.ask("/api/auth/email/code", &[("email", ADDRESS)]),
        needed
    );
    assert!(
        elsewhere
            .page("/account/confirm")
            .contains("href=\"/login/forgot")
    );
    assert_eq!(
        elsewhere
            .ask("/api/auth/confirm", &[("password", "cfmall-demo")])
            .0,
        200
    );
    assert_eq!(
        elsewhere.ask("/api/auth/email/code", &[("email", ADDRESS)]).0,
        200
    );
    assert!(
        !elsewhere.page("/mailbox").contains(&code),
        "a code that was used is gone"
    );
}

#[tokio::test]
async fn what_keeps_an_account_from_it_is_told_by_the_message_or_to_who_has_the_code() {
    let mall = Mall::open().await;
    let mut browser = Browser::new(&mall);
    let stranger = "139 0000 0001";
    let known = browser.submit(SEND, &[("phone", PHONE)]);
    let mut other = Browser::new(&mall);
    let unknown = other.submit(SEND, &[("phone", stranger)]);
    assert_eq!(plain(&known, PHONE), plain(&unknown, stranger));
    let words = message(&mall, stranger).await;
    assert!(
        words.contains("它没有账户") && code_in(&words).is_none(),
        "{words}"
    );
    assert_eq!(
        other.ask(LOG_IN, &form(stranger, "123456")),
        refusal(&[("code", "wrong")])
    );
    for to in [PHONE, stranger] {
        assert_eq!(Browser::new(&mall).ask(SEND, &[("phone", to)]).0, 429, "{to}");
    }

    let code = code_in(&message(&mall, PHONE).await).expect("a code");
    for (obstacle, value, said) in [
        ("disabled_at", "disabled", "这个账户已被停用"),
        ("phone_since", "young", "还不到一天"),
    ] {
        let since =
            |moment| format!("update auth.member set {obstacle} = {moment} where user_name = 'zhangsan'");
        run(&mall, &since("clock_timestamp()")).await;
        assert_eq!(
            browser.ask(LOG_IN, &form(PHONE, &code)),
            (403, json!({ "error": value }))
        );
        let wrong = browser.ask(LOG_IN, &form(PHONE, &other_than(&code)));
        assert_eq!(
            wrong,
            refusal(&[("code", "wrong")]),
            "only who has the code hears it"
        );
        let page = browser.submit(LOG_IN, &form(PHONE, &code));
        assert!(page.contains(said), "{page}");
        messages_age(&mall, "61 seconds").await;
        assert_eq!(other.ask(SEND, &[("phone", PHONE)]).0, 200);
        let words = message(&mall, PHONE).await;
        assert!(code_in(&words).is_none(), "{words}");
        run(&mall, &since("null")).await;
    }
    assert_eq!(mall.sessions().await, 0);
    assert!(is_zhangsan(&browser.ask(LOG_IN, &form(PHONE, &code))));

    // By e-mail as well; and which of the fields is wrong is told.
    let address = format!("update auth.member set email = '{ADDRESS}' where user_name = 'zhangsan'");
    run(&mall, &address).await;
    let code = sent(&mall, &mut other, ADDRESS).await;
    assert!(is_zhangsan(
        &other.ask(LOG_IN, &form(" Li.Lei＠Example.com", &code))
    ));
    for (typed, why) in [
        ("", [("code", "form"), ("phone", "form")]),
        ("li@", [("code", "form"), ("email", "form")]),
    ] {
        assert_eq!(
            browser.ask(LOG_IN, &form(typed, "\0🐼")).1,
            refusal(&why).1,
            "{typed}"
        );
    }
}

#[tokio::test]
async fn where_no_messages_are_sent_and_during_an_outage_one_is_told_so() {
    let mall = Mall::open_with(&[("MESSENGER", "none")]).await;
    let page = mall.visitor().get("/login/code");
    assert_eq!(page.status(), 501);
    assert!(text(page).contains("请用密码登录"));
    for address in [SEND, LOG_IN] {
        let answer = Browser::new(&mall).ask(address, &form(PHONE, "123456"));
        assert_eq!(answer, (501, json!({ "error": "closed" })), "{address}");
    }
    let mall = mall.beside(&[("INSTANCE", "monolith-2")]);
    let mut browser = Browser::new(&mall);
    let code = sent(&mall, &mut browser, PHONE).await;
    let unavailable = (503, json!({ "error": "unavailable" }));
    // The code is used and nobody logged in: the same form does it a moment later.
    run(&mall, "alter table session.record rename to away").await;
    assert_eq!(browser.ask(LOG_IN, &form(PHONE, &code)), unavailable);
    run(&mall, "alter table session.away rename to record").await;
    assert_eq!(ask(&mall, "select count(used_at) from auth.code").await, "1");
    run(
        &mall,
        "update auth.code set used_at = used_at + interval '1 hour'",
    )
    .await;
    let mut guest = browser.clone();
    assert!(is_zhangsan(&browser.ask(LOG_IN, &form(PHONE, &code))));
    run(&mall, "alter table auth.code rename to away").await;
    assert_eq!(guest.ask(LOG_IN, &form(PHONE, &code)), unavailable);
    assert_eq!(guest.get("/login/code").status(), 503);
}
