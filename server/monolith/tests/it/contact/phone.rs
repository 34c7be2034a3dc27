//! Another phone.

use super::{ADDRESS, OLD_PHONE, PHONE, PHONE_API, PHONE_CODE, done, log_in, phone, phone_code, stored};
use crate::{
    browser::Browser,
    codes::{code_in, message, messages_age, refusal},
    mall::Mall,
    query::{ask, run},
};

const RESET: &str = "/api/auth/reset";
const RESET_CODE: &str = "/api/auth/reset/code";

#[tokio::test]
async fn with_another_phone_what_the_old_one_was_good_for_is_void() {
    let mall = Mall::open().await;
    let (mut browser, mut other) = (Browser::of(&mall, "zhangsan"), Browser::of(&mall, "zhangsan"));
    run(
        &mall,
        &format!("update auth.member set email = '{ADDRESS}' where user_name = 'zhangsan'"),
    )
    .await;
    // Somebody has the old phone, and a code for a new password on it.
    let mut thief = Browser::new(&mall);
    assert_eq!(thief.ask(RESET_CODE, &[("phone", OLD_PHONE)]).0, 200);
    let stolen = code_in(&message(&mall, OLD_PHONE).await).expect("a code");
    let known = "select count(*) from auth.known_device";
    assert_eq!(ask(&mall, known).await, "2");

    let code = phone_code(&mall, &mut browser, PHONE).await;
    let page = browser.submit(PHONE_API, &phone(PHONE, &code));
    assert!(
        page.contains("手机号已经更换") && page.contains("139****0001"),
        "{page}"
    );
    assert_eq!(stored(&mall, "phone").await, "+8613900000001");
    for former in [OLD_PHONE, ADDRESS] {
        assert!(message(&mall, former).await.contains("换成了另一个"), "{former}");
    }
    for browser in [&mut browser, &mut other] {
        assert!(browser.page("/account").contains("139****0001"), "logins stay");
    }
    assert_eq!(ask(&mall, known).await, "0");
    assert!(browser.page("/account/activity").contains("更换了手机号"));
    assert_eq!((log_in(&mall, OLD_PHONE), log_in(&mall, PHONE)), (401, 200));
    let form = [
        phone(OLD_PHONE, &stolen).as_slice(),
        &[("password", "noodles at midnight")],
    ]
    .concat();
    assert_eq!(thief.ask(RESET, &form), refusal(&[("code", "wrong")]));
}

#[tokio::test]
async fn by_a_phone_of_today_no_forgotten_password_is_replaced() {
    let mall = Mall::open().await;
    let mut browser = Browser::of(&mall, "zhangsan");
    let code = phone_code(&mall, &mut browser, PHONE).await;
    assert_eq!(browser.ask(PHONE_API, &phone(PHONE, &code)), done());
    messages_age(&mall, "61 seconds").await;
    let mut forgetful = Browser::new(&mall);
    assert_eq!(forgetful.ask(RESET_CODE, &[("phone", PHONE)]).0, 200);
    let words = message(&mall, PHONE).await;
    assert!(
        words.contains("还不到一天") && code_in(&words).is_none(),
        "{words}"
    );
    run(
        &mall,
        "update auth.member set phone_since = phone_since - interval '1 day' where user_name = 'zhangsan'",
    )
    .await;
    messages_age(&mall, "61 seconds").await;
    assert_eq!(forgetful.ask(RESET_CODE, &[("phone", PHONE)]).0, 200);
    let code = code_in(&message(&mall, PHONE).await).expect("a code");
    let form = [
        phone(PHONE, &code).as_slice(),
        &[("password", "noodles at midnight")],
    ]
    .concat();
    // Whoever has a code before the phone is theirs for a day gets nothing by it either.
    run(
        &mall,
        "update auth.member set phone_since = clock_timestamp() where user_name = 'zhangsan'",
    )
    .await;
    let young = (403, serde_json::json!({ "error": "young" }));
    assert_eq!(forgetful.ask(RESET, &form), young);
    assert!(forgetful.submit(RESET, &form).contains("还不到一天"));
    run(
        &mall,
        "update auth.member set phone_since = null where user_name = 'zhangsan'",
    )
    .await;
    assert_eq!(forgetful.ask(RESET, &form), done());
}

#[tokio::test]
async fn a_phone_that_has_become_anothers_is_refused_beside_the_field() {
    let mall = Mall::open().await;
    let mut browser = Browser::of(&mall, "zhangsan");
    let code = phone_code(&mall, &mut browser, PHONE).await;
    run(
        &mall,
        "update auth.member set phone = '+8613900000001' where user_name = 'lisi'",
    )
    .await;
    assert_eq!(
        browser.ask(PHONE_API, &phone(PHONE, &code)),
        refusal(&[("phone", "taken")])
    );
    let page = browser.submit(PHONE_API, &phone(PHONE, &code));
    assert!(page.contains("这个手机号已经有账户了"), "{page}");
    let known = "select count(*) from auth.known_device";
    assert_eq!(ask(&mall, known).await, "1", "nothing has happened");
    let own = browser.ask(PHONE_CODE, &[("phone", "+86 138-0000-0001")]);
    assert_eq!(own, refusal(&[("phone", "same")]));
}
