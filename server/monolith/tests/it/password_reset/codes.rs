//! A code for a new password is one phone's, one browser's, good once, and for nothing else.

use super::{PASSWORD, PHONE, RESET, asked, changes, done, form, sent};
use crate::{
    browser::Browser,
    codes::{code_in, message, messages_age, other_than, refusal},
    mall::Mall,
    query::{ask, run},
};

const REGISTER: &str = "/api/auth/register";

#[tokio::test]
async fn a_code_for_a_new_account_is_none_for_a_password_and_the_other_way_round() {
    let mall = Mall::open().await;
    let wrong = refusal(&[("code", "wrong")]);
    let phone = "139 0000 0001";
    let mut browser = Browser::new(&mall);
    assert_eq!(browser.ask("/api/auth/register/code", &[("phone", phone)]).0, 200);
    let code = code_in(&message(&mall, phone).await).expect("a code");
    // The account is made in the meantime, elsewhere.
    run(
        &mall,
        "update auth.member set phone = '+8613900000001' where user_name = 'zhangsan'",
    )
    .await;
    assert_eq!(browser.ask(RESET, &form(phone, &code, PASSWORD)), wrong);

    messages_age(&mall, "61 seconds").await;
    let code = sent(&mall, &mut browser, phone).await;
    run(
        &mall,
        "update auth.member set phone = null where user_name = 'zhangsan'",
    )
    .await;
    let fields = [form(phone, &code, PASSWORD).as_slice(), &[("user_name", "lilei")]].concat();
    assert_eq!(browser.ask(REGISTER, &fields), wrong);
    assert_eq!(changes(&mall).await, "0");
    assert_eq!(
        ask(&mall, "select count(*) from auth.member where not is_demo").await,
        "0"
    );
}

#[tokio::test]
async fn a_code_is_good_for_its_phone_and_its_browser_only_and_once() {
    let mall = Mall::open().await;
    let (mut browser, code) = asked(&mall, PHONE).await;
    let wrong = refusal(&[("code", "wrong")]);
    assert_eq!(browser.ask(RESET, &form("138 0000 0002", &code, PASSWORD)), wrong);
    let mut other = Browser::new(&mall);
    assert_eq!(other.ask(RESET, &form(PHONE, &code, PASSWORD)), wrong);
    messages_age(&mall, "61 seconds").await;
    let others = sent(&mall, &mut other, PHONE).await;

    // A page uses nothing up, and an address with the code in it is none.
    for page in ["/login/forgot", "/login/forgot?step=sent", "/mailbox"] {
        assert_eq!(browser.get(page).status(), 200);
    }
    let query = format!("{RESET}?phone=13800000001&code={code}&password=noodles+at+midnight");
    assert_eq!(browser.get(&query).status(), 405);
    assert_eq!(changes(&mall).await, "0");

    assert_eq!(browser.ask(RESET, &form(PHONE, &code, PASSWORD)), done());
    assert_eq!(
        browser.ask(RESET, &form(PHONE, &code, PASSWORD)),
        done(),
        "who clicks twice"
    );
    let again = browser.ask(RESET, &form(PHONE, &code, "noodles at noon today"));
    assert_eq!(again, refusal(&[("code", "used")]));
    let others = other.ask(RESET, &form(PHONE, &others, "noodles at noon today"));
    assert_eq!(others, wrong, "with one new password all codes for it are gone");
    assert_eq!(changes(&mall).await, "1");
}

#[tokio::test]
async fn a_code_is_good_for_ten_minutes_and_five_tries_and_not_in_the_database() {
    let mall = Mall::open().await;
    let (mut browser, code) = asked(&mall, PHONE).await;
    let secret = browser.cookies.get("cfmall-code").expect("the browser's secret");
    let found = format!(
        "select count(*) from auth.code c where c::text like '%{secret}%' or code_hash = any(array[
             '{code}', auth.hashed('{code}'), auth.code_hashed('', phone, '{code}')
         ])"
    );
    assert_eq!(ask(&mall, &found).await, "0");

    let wrong = other_than(&code);
    for _ in 0..5 {
        assert_eq!(
            browser.ask(RESET, &form(PHONE, &wrong, PASSWORD)),
            refusal(&[("code", "wrong")])
        );
    }
    assert_eq!(
        browser.ask(RESET, &form(PHONE, &code, PASSWORD)),
        refusal(&[("code", "exhausted")])
    );
    messages_age(&mall, "61 seconds").await;
    let code = sent(&mall, &mut browser, PHONE).await;
    run(&mall, "update auth.code set expires_at = clock_timestamp()").await;
    let expired = browser.ask(RESET, &form(PHONE, &code, PASSWORD));
    assert_eq!(expired, refusal(&[("code", "expired")]));
    let page = browser.submit(RESET, &form(PHONE, &code, PASSWORD));
    assert!(
        page.contains("验证码已经过期") && page.contains("获取验证码"),
        "{page}"
    );
    assert!(page.contains("value=\"138 0000 0001\""), "{page}");
    assert_eq!(changes(&mall).await, "0");
}
