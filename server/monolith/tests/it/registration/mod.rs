//! Registering: a code to a phone, and an account for whoever has it.

mod accounts;
mod codes;
mod fields;
mod limits;
mod mailbox;
mod parallel;

use crate::{
    browser::Browser,
    codes::{code_in, message, messages_age, other_than, refusal},
    mall::Mall,
    query::{ask, run},
};
use serde_json::json;

const SEND: &str = "/api/auth/register/code";
const REGISTER: &str = "/api/auth/register";
const PHONE: &str = "139 0000 0001";
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
        (200, json!({ "sent": true })),
        "{phone}"
    );
    code_in(&message(mall, phone).await).expect("the message has a code")
}

/// What a form with these fields says.
fn form<'a>(phone: &'a str, code: &'a str, user_name: &'a str) -> [(&'a str, &'a str); 4] {
    [
        ("phone", phone),
        ("code", code),
        ("user_name", user_name),
        ("password", PASSWORD),
    ]
}
