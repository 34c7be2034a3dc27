//! The catalogue is shown from memory, and never as it was more than a second ago.

mod cards;
mod changes;
mod memory;
mod outage;
mod silence;

use crate::{
    mall::{Mall, Visitor, text},
    query::run,
};
use std::time::Duration;

/// The promise: how long after its commit a change may be missing from a page.
const PROMISED: Duration = Duration::from_secs(1);

/// Pages with what the changes below change: the first product, which is in stock, and its category.
const FRONT: &str = "/";
const PRODUCT: &str = "/p/100101";
const CATEGORY: &str = "/c/phones-digital";

/// The sign that a page comes from memory and may not hold any more.
const OUTDATED: &str = "role=\"status\" class=\"outdated\"";

async fn one<T>(mall: &Mall, question: &str) -> T
where
    T: Send + Unpin + sqlx::Type<sqlx::Postgres> + for<'r> sqlx::Decode<'r, sqlx::Postgres>,
{
    sqlx::query_scalar(question)
        .fetch_one(mall.database.pool())
        .await
        .unwrap_or_else(|error| panic!("{question}: {error}"))
}

fn shows(visitor: &Visitor, page: &str, words: &str) -> bool {
    text(visitor.get(page)).contains(words)
}
