//! The cart: of members, and of guests without a session.

mod changes;
mod header;
mod input;
mod limits;
mod merge;
mod ownership;
mod parallel;
mod reading;

use crate::{browser::Browser, mall::Mall, query::run};
use serde_json::Value;

/// Variants of the catalogue; the first two are of one product. See [`open`] for price and stock.
const SKUS: [&str; 3] = ["100101", "100102", "100201"];

const GUEST_COOKIE: &str = "__Host-cfmall-cart";

/// A mall in which each variant costs ten yuan and there are fifty of it.
async fn open() -> Mall {
    let mall = Mall::open().await;
    run(&mall, "update mall.sku set price_fen = 1000, stock = 50").await;
    mall
}

async fn count(mall: &Mall, table: &str) -> i64 {
    sqlx::query_scalar(&format!("select count(*) from {table}"))
        .fetch_one(mall.database.pool())
        .await
        .expect("a count")
}

/// The quantities in a cart by variant.
fn quantities(cart: &Value) -> Vec<(u64, u64)> {
    let lines = cart["lines"].as_array().expect("lines");
    let mut all: Vec<_> = lines
        .iter()
        .map(|line| {
            let number = |name: &str| line[name].as_u64().expect("a number");
            (number("sku"), number("quantity"))
        })
        .collect();
    all.sort_unstable();
    all
}
