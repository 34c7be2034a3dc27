//! Server functions of the category pages.

use super::model::Category;
use crate::listing::model::Filters;
use app_kernel::Failure;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// One page of a category, counted from 1, with the products in it and below it that pass the filters; `None` if there is no such
/// category or page.
#[server(prefix = "/api/mall", endpoint = "category", input = GetUrl)]
pub async fn load_category(
    slug: String,
    page: i64,
    #[server(default)] filters: Filters,
) -> Result<Option<Category>, Failure> {
    let category = super::server::category(slug, filters.checked(), page).await?;
    Ok(category.map(|known| known.answer.data.clone()))
}
