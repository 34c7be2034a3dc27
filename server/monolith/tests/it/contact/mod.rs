//! Another phone or e-mail address for a member, and what either is good for.

mod codes;
mod email;
mod fields;
mod forgotten;
mod parallel;
mod phone;
mod proof;

use crate::{
    browser::Browser,
    codes::{code_in, message},
    mall::Mall,
    query::ask,
};
use serde_json::{Value, json};

const ADDRESS: &str = "li.lei@example.com";
/// Nobody's.
const PHONE: &str = "139 0000 0001";
/// 张三's.
const OLD_PHONE: &str = "138 0000 0001";
const EMAIL: &str = "/api/auth/email";
const EMAIL_CODE: &str = "/api/auth/email/code";
const EMAIL_REMOVE: &str = "/api/auth/email/remove";
const PHONE_API: &str = "/api/auth/phone";
const PHONE_CODE: &str = "/api/auth/phone/code";

fn sent() -> (u16, Value) {
    (200, json!({ "sent": true }))
}

fn done() -> (u16, Value) {
    (200, json!({ "changed": true }))
}

/// The code that a member has asked to be sent to an e-mail address.
async fn email_code(mall: &Mall, browser: &mut Browser, address: &str) -> String {
    assert_eq!(browser.ask(EMAIL_CODE, &[("email", address)]), sent());
    code_in(&message(mall, address).await).expect("the message has a code")
}

/// The code that a member has asked to be sent to a phone.
async fn phone_code(mall: &Mall, browser: &mut Browser, phone: &str) -> String {
    assert_eq!(browser.ask(PHONE_CODE, &[("phone", phone)]), sent());
    code_in(&message(mall, phone).await).expect("the message has a code")
}

fn email<'a>(address: &'a str, code: &'a str) -> [(&'a str, &'a str); 2] {
    [("email", address), ("code", code)]
}

fn phone<'a>(phone: &'a str, code: &'a str) -> [(&'a str, &'a str); 2] {
    [("phone", phone), ("code", code)]
}

/// The status of a login with a demo member's password.
fn log_in(mall: &Mall, account: &str) -> u16 {
    let form = [("account", account), ("password", "cfmall-demo")];
    let visitor = mall.visitor().as_script();
    visitor.post("/api/auth/login", &form).status().as_u16()
}

/// What is stored of how 张三 is reached.
async fn stored(mall: &Mall, column: &str) -> String {
    let query = format!("select coalesce({column}, '') from auth.member where user_name = 'zhangsan'");
    ask(mall, &query).await
}
