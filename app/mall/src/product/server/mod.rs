//! Use cases of the product pages.

mod sql;

use super::model::Product;
use crate::{
    category,
    server::{Mall, read::within_timeout},
};
use app_kernel::{Failure, Locale, SkuId};
use app_ui::visit;
use sqlx::PgPool;

/// The product that has this variant, or during an outage what was last read of it; `None` if there is no such variant.
pub(crate) async fn product_of(sku: SkuId) -> Result<Option<Product>, Failure> {
    let (mall, locale) = (Mall::of_request(), visit().locale);
    let read = within_timeout(read(&mall.pool, locale, sku));
    mall.products.fetch((locale, sku), read).await
}

async fn read(pool: &PgPool, locale: Locale, sku: SkuId) -> sqlx::Result<Option<Product>> {
    let Some(row) = sql::product_of(pool, sku).await? else {
        return Ok(None);
    };
    let (trail, variants) = tokio::try_join!(
        category::server::sql::trail(pool, locale, row.category_id),
        sql::variants(pool, row.id),
    )?;
    Ok(Some(row.into_product(locale, trail, variants)))
}
