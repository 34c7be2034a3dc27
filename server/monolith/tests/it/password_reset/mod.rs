//! A new password instead of a forgotten one, for whoever has the code that was sent to the account's phone.

mod accounts;
mod codes;
mod fields;
mod parallel;

use crate::{
    browser::Browser,
    codes::{code_in, message},
    mall::Mall,
    query::ask,
};
use serde_json::{Value, json};

const SEND: &str = "/api/auth/reset/code";
const RESET: &str = "/api/auth/reset";
/// 张三's.
const PHONE: &str = "138 0000 0001";
const PASSWORD: &str = "noodles at midnight";

/// Somebody who has asked for a code to be sent to `phone`, and the code.
async fn asked(mall: &Mall, phone: &str) -> (Browser, String) {
    let mut browser = Browser::new(mall);
    let code = sent(mall, &mut browser, phone).await;
    (browser, code)
}

/// Asks for a code; the code.
async fn sent(mall: &Mall, browser: &mut Browser, phone: &str) -> String {
    assert_eq!(
        browser.ask(SEND, &[("phone", phone)]),
        (200, json!({ "sent": true }))
    );
    code_in(&message(mall, phone).await).expect("the message has a code")
}

/// What the form says.
fn form<'a>(phone: &'a str, code: &'a str, password: &'a str) -> [(&'a str, &'a str); 3] {
    [("phone", phone), ("code", code), ("password", password)]
}

/// The answer to who has a new password now.
fn done() -> (u16, Value) {
    (200, json!({ "changed": true }))
}

/// The status of a login.
fn log_in(mall: &Mall, account: &str, password: &str) -> u16 {
    let form = [("account", account), ("password", password)];
    let visitor = mall.visitor().as_script();
    visitor.post("/api/auth/login", &form).status().as_u16()
}

/// How often 张三 has got another password.
async fn changes(mall: &Mall) -> String {
    ask(
        mall,
        "select credentials_version from auth.member where user_name = 'zhangsan'",
    )
    .await
}
