//! A code for a member is one address's, one browser's, one member's, good once, and for nothing else.

use super::{ADDRESS, EMAIL, PHONE, PHONE_API, done, email, email_code, phone, phone_code, stored};
use crate::{
    browser::Browser,
    codes::{code_in, message, messages_age, other_than, refusal},
    mall::Mall,
    query::run,
};

#[tokio::test]
async fn a_code_is_for_one_member_in_one_browser_and_one_purpose() {
    let mall = Mall::open().await;
    let wrong = refusal(&[("code", "wrong")]);
    let mut browser = Browser::of(&mall, "zhangsan");
    let code = email_code(&mall, &mut browser, ADDRESS).await;
    assert_eq!(browser.ask(EMAIL, &email("han@example.com", &code)), wrong);
    let mut other = Browser::of(&mall, "zhangsan");
    assert_eq!(other.ask(EMAIL, &email(ADDRESS, &code)), wrong);
    // Two members in two tabs of one browser: the cookie is the last one's.
    browser.log_out();
    browser.log_in("lisi");
    assert_eq!(browser.ask(EMAIL, &email(ADDRESS, &code)), wrong);
    assert!(!browser.page("/account/email").contains(ADDRESS));
    browser.log_out();
    browser.log_in("zhangsan");
    assert_eq!(browser.ask(EMAIL, &email(ADDRESS, &code)), done());
    assert_eq!(
        browser.ask(EMAIL, &email("han@example.com", &code)),
        wrong,
        "it was for one address"
    );

    // A code for another purpose.
    assert_eq!(browser.ask("/api/auth/register/code", &[("phone", PHONE)]).0, 200);
    let code = code_in(&message(&mall, PHONE).await).expect("a code");
    assert_eq!(browser.ask(PHONE_API, &phone(PHONE, &code)), wrong);
    messages_age(&mall, "61 seconds").await;
    let code = phone_code(&mall, &mut browser, PHONE).await;
    let fields = [
        phone(PHONE, &code).as_slice(),
        &[("user_name", "lilei"), ("password", "noodles at midnight")],
    ]
    .concat();
    assert_eq!(browser.ask("/api/auth/register", &fields), wrong);
    assert_eq!(browser.ask("/api/auth/reset", &fields), wrong);
}

#[tokio::test]
async fn a_code_is_good_for_ten_minutes_and_five_tries() {
    let mall = Mall::open().await;
    let mut browser = Browser::of(&mall, "zhangsan");
    let code = email_code(&mall, &mut browser, ADDRESS).await;
    assert_eq!(
        browser.ask(super::EMAIL_CODE, &[("email", ADDRESS)]).0,
        429,
        "a minute between messages"
    );
    for _ in 0..5 {
        let answer = browser.ask(EMAIL, &email(ADDRESS, &other_than(&code)));
        assert_eq!(answer, refusal(&[("code", "wrong")]));
    }
    let answer = browser.ask(EMAIL, &email(ADDRESS, &code));
    assert_eq!(answer, refusal(&[("code", "exhausted")]));
    messages_age(&mall, "61 seconds").await;
    let code = email_code(&mall, &mut browser, ADDRESS).await;
    run(&mall, "update auth.code set expires_at = clock_timestamp()").await;
    let answer = browser.ask(EMAIL, &email(ADDRESS, &code));
    assert_eq!(answer, refusal(&[("code", "expired")]));
    let page = browser.submit(EMAIL, &email(ADDRESS, &code));
    assert!(
        page.contains("验证码已经过期") && page.contains(&format!("value=\"{ADDRESS}\"")),
        "{page}"
    );
    assert_eq!(stored(&mall, "email").await, "");
}
