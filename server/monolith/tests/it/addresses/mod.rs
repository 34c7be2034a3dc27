//! Addresses: what can be one, whose it is, and which is chosen if nothing else is said.

mod defaults;
mod input;
mod ownership;
mod parallel;
mod way;

use crate::{
    browser::Browser,
    mall::Mall,
    query::{ask, run},
};

const ADD: &str = "/api/mall/addresses/add";
const CHANGE: &str = "/api/mall/addresses/change";
const REMOVE: &str = "/api/mall/addresses/remove";
const DEFAULT: &str = "/api/mall/addresses/default";

/// Fields that make an address.
const FINE: [(&str, &str); 5] = [
    ("recipient", "李雷"),
    ("phone", "+86 138-0000-0001"),
    ("province", "44"),
    ("district", "440305"),
    ("street", "科技园路 1 号"),
];

/// The fields, one of them in another way.
fn with<'a>(field: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let others = FINE.into_iter().filter(|(name, _)| *name != field);
    others.chain([(field, value)]).collect()
}

/// Adds an address as a script. Its id.
fn add(member: &mut Browser, fields: &[(&str, &str)]) -> String {
    let (status, answer) = member.ask(ADD, fields);
    assert_eq!(status, 200, "{answer}");
    answer["id"].to_string()
}

/// The id of the member's default address.
async fn default(mall: &Mall) -> String {
    ask(
        mall,
        "select string_agg(id || '', ',') from mall.address where is_default",
    )
    .await
}
