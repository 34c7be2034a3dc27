//! Server functions of the search.

use super::model::Results;
use crate::listing::model::Filters;
use app_kernel::Failure;
use app_ui::Suggestion;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// One page, counted from 1, of the products that are found by every word of `q`, in either language, and pass the
/// filters.
#[server(prefix = "/api/mall", endpoint = "search", input = GetUrl)]
pub async fn find_products(
    q: String,
    page: i64,
    #[server(default)] filters: Filters,
) -> Result<Results, Failure> {
    Ok(super::server::search(q, filters.checked(), page)
        .await?
        .answer
        .data
        .clone())
}

/// What may be meant by `q`, the beginning of a search: categories and products, the most likely first.
#[server(prefix = "/api/mall", endpoint = "suggest", input = GetUrl)]
pub async fn suggest(q: String) -> Result<Vec<Suggestion>, Failure> {
    super::server::suggest(&q).await
}
