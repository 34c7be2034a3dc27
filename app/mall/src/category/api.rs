//! Server functions of the category pages.

use super::model::Category;
use app_kernel::Failure;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// One page of a category, counted from 1, with the products below it; `None` if there is no such category or page.
#[server(prefix = "/api/mall", endpoint = "category", input = GetUrl)]
pub async fn load_category(slug: String, page: i64) -> Result<Option<Category>, Failure> {
    let category = super::server::category(slug, page).await?;
    Ok(category.map(|known| known.answer.data.clone()))
}
