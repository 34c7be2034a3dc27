//! Use cases of the product pages.

mod sql;

use super::{model::Product, page::detail};
use crate::{
    category::server::tree::tree,
    server::{Mall, catalogue::Known, page::Page, read::within_timeout},
};
use app_kernel::{Failure, Locale, SkuId, path};
use app_ui::visit_of_request;
use tokio::try_join;

/// The product that has this variant, or during an outage what was last read of it; `None` if there is no such variant.
pub(crate) async fn product_of(sku: SkuId) -> Result<Option<Known<Page<Product>>>, Failure> {
    let (mall, locale) = (Mall::of_request()?, visit_of_request()?.locale);
    let read = || read(&mall, locale, sku);
    mall.products.fetch((locale, sku), read).await
}

async fn read(mall: &Mall, locale: Locale, sku: SkuId) -> Result<Option<Page<Product>>, Failure> {
    let product = within_timeout(sql::product_of(&mall.pool, sku));
    let (tree, product) = try_join!(tree(mall), product)?;
    Ok(product.map(|product| {
        let category = tree.with_id(product.category_id);
        let trail = category.map(|category| tree.trail(category, locale));
        let product = product.into_product(locale, trail.unwrap_or_default(), sku);
        let text = format!("{} {}", product.tagline, product.description);
        // Variants share everything but price and stock; the first stands for all.
        let first = product.variants.first().map_or(sku, |variant| variant.sku);
        let page = Page::new(locale, product.name.clone(), product, detail);
        page.described(locale, &mall.links, &text, &path::product(first))
    }))
}
