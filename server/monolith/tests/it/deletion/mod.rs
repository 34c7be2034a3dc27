//! Deleting an account: asking for it, keeping it after all, and what is left of it in the database.

mod asking;
mod forgotten;
mod keeping;
mod orders;
mod parallel;

use crate::{
    browser::Browser,
    mall::Mall,
    query::{ask, run, until},
};
use serde_json::{Value, json};

const DELETE: &str = "/api/auth/delete";
const KEEP: &str = "/api/auth/keep";
const LOG_IN: &str = "/api/auth/login";
const UNDERSTOOD: [(&str, &str); 1] = [("understood", "1")];

/// Asks for the member's account to be deleted.
fn ask_for_it(member: &mut Browser) {
    let (status, answer) = member.ask(DELETE, &UNDERSTOOD);
    assert_eq!(status, 200, "{answer}");
    assert!(answer["due_at"].is_string(), "{answer}");
}

/// What a login with a demo member's password says to a script.
fn log_in(browser: &mut Browser, account: &str) -> (u16, Value) {
    browser.ask(LOG_IN, &[("account", account), ("password", "cfmall-demo")])
}

/// What the answer to a login says of an account that is to be deleted.
fn is_offered((status, answer): &(u16, Value)) -> bool {
    (*status, &answer["error"]) == (403, &json!("to-be-deleted"))
}

/// Whether a member of this user name is there.
async fn is_there(mall: &Mall, user_name: &str) -> bool {
    ask(
        mall,
        &format!("select count(*) from auth.member where user_name = '{user_name}'"),
    )
    .await
        == "1"
}

/// The time is over in which accounts can be kept.
async fn grace_ends(mall: &Mall) {
    run(
        mall,
        "update auth.member set deletion_due_at = clock_timestamp() where deletion_due_at is not null",
    )
    .await;
}

/// Waits until the copies have deleted the account, and the mall has forgotten what it could.
async fn gone(mall: &Mall, member: &str) {
    let deleted = format!("select count(*) from auth.member where id = {member}");
    until(mall, &deleted, "0").await;
    let looked_at = format!(
        "select count(*) from outbox.member_deleted where member_id = {member} and mall_looked_at is not null"
    );
    until(mall, &looked_at, "1").await;
}

/// The number of a member.
async fn number(mall: &Mall, user_name: &str) -> String {
    ask(
        mall,
        &format!("select id from auth.member where user_name = '{user_name}'"),
    )
    .await
}
