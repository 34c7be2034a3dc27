//! Passkeys: an authenticator in software, and everything that may go wrong between it and the mall.

mod authenticator;
mod counted;
mod lifecycle;
mod refusals;
mod split;

use crate::{
    browser::Browser,
    mall::{Mall, ORIGIN},
};
use authenticator::Authenticator;
use serde_json::{Value, json};

const ADD: &str = "/api/auth/passkey";
const ADDED: &str = "/api/auth/passkey/finish";
const RENAME: &str = "/api/auth/passkey/rename";
const REMOVE: &str = "/api/auth/passkey/remove";
const LOGIN: &str = "/api/auth/passkey/login";
const LOGGED_IN: &str = "/api/auth/passkey/login/finish";
const CONFIRM: &str = "/api/auth/passkey/confirm";
const CONFIRMED: &str = "/api/auth/passkey/confirm/finish";

/// Ten minutes go by since anybody last proved who they are.
const PROOFS_GET_OLD: &str = "update session.login set elevated_until = session.now() - interval '1 second'";

/// What a refused ceremony is answered.
fn refused(status: u16, why: &str) -> (u16, Value) {
    (status, json!({ "error": why }))
}

/// Begins a ceremony: its number and what the browser is asked.
fn begin(browser: &mut Browser, address: &str) -> (String, Value) {
    let (status, begun) = browser.tell(address, &json!({}));
    assert_eq!(status, 200, "{address}: {begun}");
    let ceremony = begun["ceremony"].as_str().expect("a number").to_owned();
    (ceremony, begun["options"].clone())
}

/// Adds the passkey of this authenticator to the member, whose proof of identity is fresh.
fn add(browser: &mut Browser, authenticator: &mut Authenticator, name: &str) -> (u16, Value) {
    let (ceremony, asked) = begin(browser, ADD);
    let credential = authenticator.creates(&asked);
    let answer = json!({ "ceremony": ceremony, "credential": credential, "name": name });
    browser.tell(ADDED, &answer)
}

/// The answer of this authenticator to a new challenge, to be sent.
fn signed(browser: &mut Browser, address: &str, authenticator: &mut Authenticator) -> Value {
    let (ceremony, asked) = begin(browser, address);
    json!({ "ceremony": ceremony, "credential": authenticator.signs(&asked) })
}

/// Logs in with this authenticator.
fn log_in(browser: &mut Browser, authenticator: &mut Authenticator) -> (u16, Value) {
    let answer = signed(browser, LOGIN, authenticator);
    browser.tell(LOGGED_IN, &answer)
}

/// The name of whoever is logged in.
fn nickname(browser: &mut Browser) -> Option<String> {
    let response = browser.get("/api/session/viewer");
    let viewer: Value = serde_json::from_str(&crate::mall::text(response)).expect("JSON");
    viewer["nickname"].as_str().map(str::to_owned)
}

/// A mall, and 张三 with a passkey.
async fn zhangsan_with_a_passkey() -> (Mall, Browser, Authenticator) {
    let mall = Mall::open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    let mut authenticator = Authenticator::new(7, ORIGIN);
    let added = add(&mut member, &mut authenticator, " 手机 ");
    assert_eq!(added, (200, json!({ "location": "/account/passkeys" })));
    (mall, member, authenticator)
}
