//! Server functions of the search.

use super::model::Results;
use app_kernel::Failure;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// One page, counted from 1, of the products whose names, in either language, or whose categories contain every word of
/// `q`.
#[server(prefix = "/api/mall", endpoint = "search", input = GetUrl)]
pub async fn find_products(q: String, page: i64) -> Result<Results, Failure> {
    Ok(super::server::search(q, page).await?.answer.data.clone())
}
