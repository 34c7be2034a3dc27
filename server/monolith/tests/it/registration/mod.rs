//! Registering: a code to a phone, and an account for whoever has it.

mod accounts;
mod codes;
mod fields;
mod limits;
mod mailbox;
mod parallel;

use crate::{browser::Browser, mall::Mall};
use serde_json::{Value, json};

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

/// The newest message to `phone`.
async fn message(mall: &Mall, phone: &str) -> String {
    let digits = phone.replace(' ', "");
    ask(
        mall,
        &format!("select words from auth.mailbox where phone = '+86{digits}' order by id desc limit 1"),
    )
    .await
}

/// The six digits in a message, if it has any.
fn code_in(message: &str) -> Option<String> {
    let runs = message.split(|c: char| !c.is_ascii_digit());
    runs.map(str::to_owned).find(|run| run.len() == 6)
}

/// Another code than this one.
fn other_than(code: &str) -> String {
    let number: u32 = code.parse().expect("a code is a number");
    format!("{:06}", (number + 1) % 1_000_000)
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

/// The answer to a form of which these fields are refused.
fn refusal(fields: &[(&str, &str)]) -> (u16, Value) {
    let fields: serde_json::Map<_, _> = fields
        .iter()
        .map(|(field, why)| ((*field).to_owned(), Value::from(*why)))
        .collect();
    (422, json!({ "error": "invalid", "fields": fields }))
}

async fn ask(mall: &Mall, query: &str) -> String {
    sqlx::query_scalar::<_, Option<String>>(&format!("select ({query})::text"))
        .fetch_one(mall.database.pool())
        .await
        .unwrap_or_else(|error| panic!("{query}: {error}"))
        .unwrap_or_default()
}

async fn run(mall: &Mall, statement: &str) {
    sqlx::raw_sql(statement)
        .execute(mall.database.pool())
        .await
        .unwrap_or_else(|error| panic!("{statement}: {error}"));
}

/// So much later, as far as messages are concerned.
async fn messages_age(mall: &Mall, interval: &str) {
    run(
        mall,
        &format!("update auth.message_sent set at = at - interval '{interval}'"),
    )
    .await;
}
