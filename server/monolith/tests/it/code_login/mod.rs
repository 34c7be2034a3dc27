//! Logging in with a code to the account's phone or e-mail address, instead of the password.

mod accounts;
mod codes;
mod counted;

use crate::{
    browser::Browser,
    codes::{code_in, message},
    mall::Mall,
};
use serde_json::{Value, json};

const SEND: &str = "/api/auth/code-login/code";
const LOG_IN: &str = "/api/auth/code-login";
/// 张三's.
const PHONE: &str = "138 0000 0001";

/// Asks for a code; the code.
async fn sent(mall: &Mall, browser: &mut Browser, to: &str) -> String {
    assert_eq!(
        browser.ask(SEND, &[("phone", to)]),
        (200, json!({ "sent": true }))
    );
    code_in(&message(mall, to).await).expect("the message has a code")
}

/// What the form says.
fn form<'a>(to: &'a str, code: &'a str) -> [(&'a str, &'a str); 2] {
    [("phone", to), ("code", code)]
}

/// Whether this is the answer to 张三, who is logged in now.
fn is_zhangsan((status, answer): &(u16, Value)) -> bool {
    *status == 200 && answer["state"] == "member" && answer["nickname"] == "张三"
}
