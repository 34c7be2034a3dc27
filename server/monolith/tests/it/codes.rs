//! What a phone and an e-mail address get, and what becomes of codes in the database.

use crate::{
    mall::Mall,
    query::{ask, run},
};
use serde_json::{Value, json};

/// The newest message to this phone or this e-mail address.
pub(crate) async fn message(mall: &Mall, to: &str) -> String {
    let stored = if to.contains('@') {
        to.to_owned()
    } else {
        format!("+86{}", to.replace(' ', ""))
    };
    ask(
        mall,
        &format!("select words from auth.mailbox where phone = '{stored}' order by id desc limit 1"),
    )
    .await
}

/// The six digits in a message, if it has any.
pub(crate) fn code_in(message: &str) -> Option<String> {
    let runs = message.split(|c: char| !c.is_ascii_digit());
    runs.map(str::to_owned).find(|run| run.len() == 6)
}

/// Another code than this one.
pub(crate) fn other_than(code: &str) -> String {
    let number: u32 = code.parse().expect("a code is a number");
    format!("{:06}", (number + 1) % 1_000_000)
}

/// The answer to a form of which these fields are refused.
pub(crate) fn refusal(fields: &[(&str, &str)]) -> (u16, Value) {
    let fields: serde_json::Map<_, _> = fields
        .iter()
        .map(|(field, why)| ((*field).to_owned(), Value::from(*why)))
        .collect();
    (422, json!({ "error": "invalid", "fields": fields }))
}

/// So much later, as far as messages are concerned.
pub(crate) async fn messages_age(mall: &Mall, interval: &str) {
    run(
        mall,
        &format!("update auth.message_sent set at = at - interval '{interval}'"),
    )
    .await;
}

/// What a page says in its main part, but for the phone, the seconds that have passed and the nonce.
pub(crate) fn plain(page: &str, phone: &str) -> String {
    let main = page
        .split("<main")
        .nth(1)
        .and_then(|rest| rest.split("</main>").next());
    let main = main.expect("a main part").replace(phone, "");
    let mut parts = main.split(" nonce=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.filter_map(|part| Some(part.split_once('"')?.1));
    let text = rest.fold(first, |text, part| text + part);
    text.replace(|c: char| c.is_ascii_digit(), "#")
}
