//! A code for a login is one recipient's, one browser's, good once, and for nothing else.

use super::{LOG_IN, PHONE, form, is_zhangsan, sent};
use crate::{
    browser::Browser,
    codes::{code_in, message, messages_age, other_than, refusal},
    mall::Mall,
    query::{ask, run},
};

/// Moves the moment at which codes were used, by the database's clock.
async fn used_ago(mall: &Mall, interval: &str) {
    let moment = format!(
        "update auth.code set used_at = clock_timestamp() - interval '{interval}' where used_at is not null"
    );
    run(mall, &moment).await;
}

#[tokio::test]
async fn a_code_is_for_one_recipient_one_browser_and_one_purpose() {
    let mall = Mall::open().await;
    let wrong = refusal(&[("code", "wrong")]);
    let mut browser = Browser::new(&mall);
    let code = sent(&mall, &mut browser, PHONE).await;
    assert_eq!(browser.ask(LOG_IN, &form("138 0000 0002", &code)), wrong);
    assert_eq!(Browser::new(&mall).ask(LOG_IN, &form(PHONE, &code)), wrong);
    let password = [
        form(PHONE, &code).as_slice(),
        &[("password", "noodles at midnight")],
    ]
    .concat();
    assert_eq!(browser.ask("/api/auth/reset", &password), wrong);
    messages_age(&mall, "61 seconds").await;
    assert_eq!(browser.ask("/api/auth/reset/code", &[("phone", PHONE)]).0, 200);
    let reset = code_in(&message(&mall, PHONE).await).expect("a code");
    assert_eq!(browser.ask(LOG_IN, &form(PHONE, &reset)), wrong);
    // No page and no address uses it up.
    assert_eq!(browser.get("/login/code?step=sent").status(), 200);
    let query = format!("{LOG_IN}?phone=13800000001&code={code}");
    assert_eq!(browser.get(&query).status(), 405);
    assert!(is_zhangsan(&browser.ask(LOG_IN, &form(PHONE, &code))));

    // With another password, codes from before it are void.
    messages_age(&mall, "61 seconds").await;
    let mut thief = Browser::new(&mall);
    let code = sent(&mall, &mut thief, PHONE).await;
    run(
        &mall,
        "update auth.member set credentials_version = credentials_version + 1 where user_name = 'zhangsan'",
    )
    .await;
    assert_eq!(thief.ask(LOG_IN, &form(PHONE, &code)), wrong);
}

#[tokio::test]
async fn a_code_is_good_once_for_ten_minutes_and_five_tries() {
    let mall = Mall::open().await;
    let mut browser = Browser::new(&mall);
    let code = sent(&mall, &mut browser, PHONE).await;
    for _ in 0..5 {
        let answer = browser.ask(LOG_IN, &form(PHONE, &other_than(&code)));
        assert_eq!(answer, refusal(&[("code", "wrong")]));
    }
    assert_eq!(
        browser.ask(LOG_IN, &form(PHONE, &code)),
        refusal(&[("code", "exhausted")])
    );
    messages_age(&mall, "61 seconds").await;
    let code = sent(&mall, &mut browser, PHONE).await;
    run(&mall, "update auth.code set expires_at = clock_timestamp()").await;
    assert_eq!(
        browser.ask(LOG_IN, &form(PHONE, &code)),
        refusal(&[("code", "expired")])
    );

    messages_age(&mall, "61 seconds").await;
    let code = sent(&mall, &mut browser, PHONE).await;
    let guest = browser.clone();
    let again = |guest: &Browser, code: &str| guest.clone().ask(LOG_IN, &form(PHONE, code));
    assert!(is_zhangsan(&again(&guest, &code)));
    used_ago(&mall, "-1 hour").await;
    assert!(is_zhangsan(&again(&guest, &code)), "who clicks twice");
    let times = "select count(*) from auth.login_time where previous is not null";
    assert_eq!(ask(&mall, times).await, "0", "it was one login");
    used_ago(&mall, "31 seconds").await;
    let used = refusal(&[("code", "used")]);
    assert_eq!(again(&guest, &code), used);
    used_ago(&mall, "-1 hour").await;
    assert_eq!(again(&guest, &code), used, "once it is over, it is over");

    // In that half minute nobody tries others.
    messages_age(&mall, "61 seconds").await;
    let code = sent(&mall, &mut browser, PHONE).await;
    let guest = browser.clone();
    assert!(is_zhangsan(&again(&guest, &code)));
    used_ago(&mall, "-1 hour").await;
    assert_eq!(again(&guest, &other_than(&code)), used);
    assert_eq!(again(&guest, &code), used);
}
