//! Server functions of the product pages.

use super::model::Product;
use app_kernel::{Failure, SkuId};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The product that has this variant; `None` if there is no such variant.
#[server(prefix = "/api/mall", endpoint = "product", input = GetUrl)]
pub async fn load_product(sku: SkuId) -> Result<Option<Product>, Failure> {
    let product = super::server::product_of(sku).await?;
    Ok(product.map(|known| known.answer.data.clone()))
}
