//! What a category's page asks for.

use crate::card::Card;
use app_kernel::Failure;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

/// A category, as far as a link to it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryLink {
    /// Its part of the address.
    pub slug: String,
    /// Its name in the visitor's language.
    pub name: String,
}

/// One page of a category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// From the top category down to this one.
    pub trail: Vec<CategoryLink>,
    /// The level below; for the lowest level, its sisters and itself.
    pub nearby: Vec<CategoryLink>,
    /// The products of this page.
    pub cards: Vec<Card>,
    /// How many products there are in all.
    pub total: i64,
}

/// One page of a category and everything below it; `None` if there is no such category or page.
#[server(prefix = "/api/mall", endpoint = "category", input = GetUrl)]
pub async fn load_category(slug: String, page: i64) -> Result<Option<Category>, Failure> {
    crate::server::catalogue::category(&slug, page).await
}
