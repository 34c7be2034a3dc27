//! A code is one phone's, one browser's, and good once.

use super::{PHONE, REGISTER, ask, asked, form, messages_age, other_than, refusal, run, sent};
use crate::{browser::Browser, mall::Mall};

#[tokio::test]
async fn after_five_others_a_code_is_nothing() {
    let mall = Mall::open().await;
    let (mut browser, code) = asked(&mall, PHONE).await;
    let wrong = other_than(&code);
    for _ in 0..5 {
        assert_eq!(
            browser.ask(REGISTER, &form(PHONE, &wrong, "lilei")),
            refusal(&[("code", "wrong")])
        );
    }
    assert_eq!(
        browser.ask(REGISTER, &form(PHONE, &code, "lilei")),
        refusal(&[("code", "exhausted")])
    );
    assert_eq!(ask(&mall, "select count(code_hash) from auth.code").await, "0");

    messages_age(&mall, "61 seconds").await;
    let code = sent(&mall, &mut browser, PHONE).await;
    assert_eq!(browser.ask(REGISTER, &form(PHONE, &code, "lilei")).0, 200);
}

#[tokio::test]
async fn a_code_is_good_for_its_phone_and_its_browser_only() {
    let mall = Mall::open().await;
    let (mut browser, code) = asked(&mall, PHONE).await;
    let other_phone = "13900000002";
    let other = sent(&mall, &mut browser, other_phone).await;
    // Two tabs of one browser: each code for its own phone.
    for (phone, code) in [(PHONE, &other), (other_phone, &code)] {
        assert_eq!(
            browser.ask(REGISTER, &form(phone, code, "lilei")),
            refusal(&[("code", "wrong")]),
            "{phone}"
        );
    }
    assert_eq!(
        Browser::new(&mall).ask(REGISTER, &form(PHONE, &code, "lilei")),
        refusal(&[("code", "wrong")]),
        "whoever reads the message in another browser has nothing"
    );
    assert_eq!(browser.ask(REGISTER, &form(PHONE, &code, "lilei")).0, 200);
    browser.log_out();
    assert_eq!(
        browser.ask(REGISTER, &form(other_phone, &other, "hanmeimei")).0,
        200
    );
}

#[tokio::test]
async fn only_the_newest_code_counts_and_for_ten_minutes() {
    let mall = Mall::open().await;
    let (mut browser, old) = asked(&mall, PHONE).await;
    messages_age(&mall, "61 seconds").await;
    let new = sent(&mall, &mut browser, PHONE).await;
    if old != new {
        assert_eq!(
            browser.ask(REGISTER, &form(PHONE, &old, "lilei")),
            refusal(&[("code", "wrong")])
        );
    }
    let left = ask(
        &mall,
        "select expires_at - sent_at = interval '10 minutes' from auth.code",
    )
    .await;
    assert_eq!(left, "true");
    run(&mall, "update auth.code set expires_at = clock_timestamp()").await;
    assert_eq!(
        browser.ask(REGISTER, &form(PHONE, &new, "lilei")),
        refusal(&[("code", "expired")])
    );
    // The page asks for the phone again, says why, and keeps what was typed.
    let page = browser.submit(REGISTER, &form(PHONE, &new, "lilei"));
    assert!(
        page.contains("验证码已经过期") && page.contains("获取验证码"),
        "{page}"
    );
    assert!(
        page.contains("value=\"139 0000 0001\"") && page.contains("value=\"lilei\""),
        "{page}"
    );
}

#[tokio::test]
async fn a_used_code_is_nobodys() {
    let mall = Mall::open().await;
    let (mut browser, code) = asked(&mall, PHONE).await;
    assert_eq!(browser.ask(REGISTER, &form(PHONE, &code, "lilei")).0, 200);
    assert_eq!(
        browser.ask(REGISTER, &form(PHONE, &code, "hanmeimei")),
        refusal(&[("code", "used")])
    );
    assert_eq!(
        ask(&mall, "select count(*) from auth.member where not is_demo").await,
        "1"
    );
}

/// A name that is taken costs neither the code nor a try; it is told only to who has a code.
#[tokio::test]
async fn a_code_outlives_a_name_that_is_taken() {
    let mall = Mall::open().await;
    let (mut browser, code) = asked(&mall, PHONE).await;
    let wrong = other_than(&code);
    assert_eq!(
        browser.ask(REGISTER, &form(PHONE, &wrong, "zhangsan")),
        refusal(&[("code", "wrong")])
    );
    for taken in ["zhangsan", "ZhangSan", "layla", "lisi"] {
        assert_eq!(
            browser.ask(REGISTER, &form(PHONE, &code, taken)),
            refusal(&[("user_name", "taken")]),
            "{taken}"
        );
    }
    assert_eq!(browser.ask(REGISTER, &form(PHONE, &code, "lilei")).0, 200);
}

/// Whoever reads the database finds nothing with which to register.
#[tokio::test]
async fn codes_are_not_in_the_database() {
    let mall = Mall::open().await;
    let (browser, code) = asked(&mall, PHONE).await;
    let secret = browser.cookies.get("cfmall-code").expect("the browser's secret");
    let found = format!(
        "select count(*) from auth.code c where c::text like '%{code}%' and c::text !~ '[0-9a-f]{code}|{code}[0-9a-f]' or c::text like '%{secret}%'"
    );
    assert_eq!(ask(&mall, &found).await, "0");
    let by_code_alone = format!(
        "select count(*) from auth.code where code_hash = any(array[auth.hashed('{code}'), auth.code_hashed('', phone, '{code}')])"
    );
    assert_eq!(ask(&mall, &by_code_alone).await, "0");
}
