//! Statements of the product pages.

use crate::{
    category::model::CategoryLink,
    product::model::{OptionAxis, Product, Variant},
    server::bilingual::{Bilingual, in_language},
};
use app_kernel::{Locale, Money, SkuId, path};
use sqlx::{PgPool, types::Json};

/// A row of `mall.product`, without its variants.
pub(super) struct ProductRow {
    pub(super) id: i64,
    pub(super) category_id: i64,
    name_zh: String,
    name_en: String,
    tagline_zh: String,
    tagline_en: String,
    description_zh: String,
    description_en: String,
    picture: String,
    palette: String,
    options: Json<Vec<Bilingual>>,
}

/// A row of `mall.sku`.
pub(super) struct VariantRow {
    id: i64,
    choice: Json<Vec<Bilingual>>,
    price_fen: i64,
    stock: i32,
}

impl ProductRow {
    /// The product in the language of `locale`. Each option has the values its variants have, in the order of first
    /// appearance.
    pub(super) fn into_product(
        self,
        locale: Locale,
        trail: Vec<CategoryLink>,
        variants: Vec<VariantRow>,
    ) -> Product {
        let mut options: Vec<OptionAxis> = self
            .options
            .0
            .into_iter()
            .map(|name| OptionAxis {
                name: name.into_language(locale),
                values: Vec::new(),
            })
            .collect();
        let variants = variants
            .into_iter()
            .map(|row| row.into_variant(locale, &mut options))
            .collect();
        Product {
            name: in_language(locale, self.name_zh, self.name_en),
            tagline: in_language(locale, self.tagline_zh, self.tagline_en),
            description: in_language(locale, self.description_zh, self.description_en),
            picture: path::picture(&self.picture, &self.palette),
            trail,
            options,
            variants,
        }
    }
}

impl VariantRow {
    fn into_variant(self, locale: Locale, options: &mut [OptionAxis]) -> Variant {
        let chosen = self.choice.0.into_iter().zip(options);
        Variant {
            sku: SkuId(self.id),
            choice: chosen
                .map(|(value, option)| index_of(value.into_language(locale), option))
                .collect(),
            price: Money::from_fen(self.price_fen),
            stock: self.stock,
        }
    }
}

/// The index of `value` among the values of `option`; it is added if it is new.
fn index_of(value: String, option: &mut OptionAxis) -> u32 {
    let index = option
        .values
        .iter()
        .position(|known| *known == value)
        .unwrap_or_else(|| {
            option.values.push(value);
            option.values.len() - 1
        });
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// The product that has this variant.
pub(super) async fn product_of(pool: &PgPool, sku: SkuId) -> sqlx::Result<Option<ProductRow>> {
    sqlx::query_as!(
        ProductRow,
        r#"
        select p.id, p.category_id, p.name_zh, p.name_en, p.tagline_zh, p.tagline_en, p.description_zh,
               p.description_en, p.picture, p.palette, p.options as "options: Json<Vec<Bilingual>>"
        from mall.sku s join mall.product p on p.id = s.product_id
        where s.id = $1
        "#,
        sku.0
    )
    .fetch_optional(pool)
    .await
}

/// Every variant of a product, in the order of the catalogue.
pub(super) async fn variants(pool: &PgPool, product: i64) -> sqlx::Result<Vec<VariantRow>> {
    sqlx::query_as!(
        VariantRow,
        r#"
        select id, choice as "choice: Json<Vec<Bilingual>>", price_fen, stock
        from mall.sku where product_id = $1 order by position
        "#,
        product
    )
    .fetch_all(pool)
    .await
}
