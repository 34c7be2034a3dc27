//! What the page of results asks for.

use crate::card::Card;
use app_kernel::Failure;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

/// One page of results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Results {
    /// The words as they were understood: trimmed, shortened, without control characters.
    pub words: String,
    /// The products of this page.
    pub cards: Vec<Card>,
    /// How many products match in all.
    pub total: i64,
}

/// Products whose name, in either language, or whose category contains every word.
#[server(prefix = "/api/mall", endpoint = "search", input = GetUrl)]
pub async fn find_products(q: String, page: i64) -> Result<Results, Failure> {
    crate::server::catalogue::search(&q, page).await
}
