//! Pages of operators: who sees them, what can be found and done there, and what is written down of it.

mod acting;
mod looking;
mod role;
mod trail;

use crate::{browser::Browser, mall::Mall, query::ask};
use std::time::Duration;

const FIND: &str = "/api/auth/admin/find";
const DISABLE: &str = "/api/auth/admin/disable";
const ENABLE: &str = "/api/auth/admin/enable";
const REVOKE: &str = "/api/auth/admin/revoke";
const REVOKE_ALL: &str = "/api/auth/admin/revoke-all";

/// Runs the command `member` with these words.
async fn operate(mall: &Mall, words: &[&str]) {
    let words: Vec<_> = words.iter().copied().map(String::from).collect();
    app_auth::server::operate(mall.database.pool(), &words, Duration::from_hours(1))
        .await
        .unwrap_or_else(|error| panic!("{words:?}: {error}"));
}

/// The demo member who is an operator.
fn operator(mall: &Mall) -> Browser {
    Browser::of(mall, "operator")
}

/// The number of a member.
async fn number(mall: &Mall, user_name: &str) -> String {
    ask(
        mall,
        &format!("select id from auth.member where user_name = '{user_name}'"),
    )
    .await
}

/// What operators did, but for looks and searches, in order: who, what, to whom, why, and how often.
async fn trail(mall: &Mall) -> String {
    ask(
        mall,
        "select string_agg(concat_ws(' ', coalesce(o.user_name, 'command'), a.kind, m.user_name, a.reason, a.count), ', ' order by a.id)
         from auth.operator_action a left join auth.member o on o.id = a.operator_id left join auth.member m on m.id = a.member_id
         where a.kind not in ('viewed', 'searched', 'operator-made')",
    )
    .await
}
