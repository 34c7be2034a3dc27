//! Use cases of the product pages.

mod sql;

use super::model::Product;
use crate::{
    category,
    server::{Mall, read::within_timeout},
};
use app_kernel::{Failure, Locale, SkuId};
use app_ui::visit_of_request;
use sqlx::PgPool;

/// The product that has this variant, or during an outage what was last read of it; `None` if there is no such variant.
pub(crate) async fn product_of(sku: SkuId) -> Result<Option<Product>, Failure> {
    let (mall, locale) = (Mall::of_request()?, visit_of_request()?.locale);
    let read = within_timeout(read(&mall.pool, locale, sku));
    mall.products.fetch((locale, sku), read).await
}

async fn read(pool: &PgPool, locale: Locale, sku: SkuId) -> sqlx::Result<Option<Product>> {
    let Some(row) = sql::product_of(pool, sku).await? else {
        return Ok(None);
    };
    // One after the other on one connection: side by side they want several, and a copy that has just started has none.
    let trail = category::server::sql::trail(pool, locale, row.category_id).await?;
    let variants = sql::variants(pool, row.id).await?;
    Ok(Some(row.into_product(locale, trail, variants)))
}
