//! A forgotten password, by way of the e-mail address.

use super::{ADDRESS, OLD_PHONE, done};
use crate::{
    browser::Browser,
    codes::{code_in, message, plain},
    mall::Mall,
    query::run,
};

const RESET: &str = "/api/auth/reset";
const SEND: &str = "/api/auth/reset/code";
const PASSWORD: &str = "noodles at midnight";

async fn has_address(mall: &Mall) {
    run(
        mall,
        &format!("update auth.member set email = '{ADDRESS}' where user_name = 'zhangsan'"),
    )
    .await;
}

#[tokio::test]
async fn the_code_goes_to_the_address_and_the_answer_is_the_same_for_everybody() {
    let mall = Mall::open().await;
    has_address(&mall).await;
    let stranger = "nobody@example.com";
    let mut browser = Browser::new(&mall);
    assert!(browser.page("/login/forgot").contains("手机号或电子邮箱"));
    let known = browser.submit(SEND, &[("phone", "Li.Lei@Example.com")]);
    let unknown = Browser::new(&mall).submit(SEND, &[("phone", stranger)]);
    assert_eq!(plain(&known, ADDRESS), plain(&unknown, stranger));
    let words = message(&mall, stranger).await;
    assert!(
        words.contains("它没有账户") && code_in(&words).is_none(),
        "{words}"
    );
    let code = code_in(&message(&mall, ADDRESS).await).expect("a code");
    let own = [("phone", ADDRESS), ("code", &*code), ("password", "li.lei2026")];
    assert_eq!(
        browser.ask(RESET, &own).1["fields"]["password"],
        "own-words",
        "the address is no password"
    );
    let form = [("phone", ADDRESS), ("code", &*code), ("password", PASSWORD)];
    let page = browser.submit(RESET, &form);
    assert!(
        page.contains("新密码已经设置好") && page.contains(ADDRESS),
        "{page}"
    );
    let login = [("account", ADDRESS), ("password", PASSWORD)];
    assert_eq!(browser.ask("/api/auth/login", &login).0, 200);
    for told in [ADDRESS, OLD_PHONE] {
        assert!(message(&mall, told).await.contains("刚刚设置了新密码"), "{told}");
    }
}

#[tokio::test]
async fn one_new_password_makes_all_codes_for_one_void_wherever_they_went() {
    let mall = Mall::open().await;
    has_address(&mall).await;
    let (mut browser, mut other) = (Browser::new(&mall), Browser::new(&mall));
    assert_eq!(browser.ask(SEND, &[("phone", ADDRESS)]).0, 200);
    assert_eq!(other.ask(SEND, &[("phone", OLD_PHONE)]).0, 200);
    let code = code_in(&message(&mall, ADDRESS).await).expect("a code");
    let others = code_in(&message(&mall, OLD_PHONE).await).expect("a code");
    let form = [("phone", ADDRESS), ("code", &*code), ("password", PASSWORD)];
    assert_eq!(browser.ask(RESET, &form), done());
    let form = [
        ("phone", OLD_PHONE),
        ("code", &*others),
        ("password", "noodles at noon today"),
    ];
    assert_eq!(
        other.ask(RESET, &form),
        crate::codes::refusal(&[("code", "wrong")])
    );
}
