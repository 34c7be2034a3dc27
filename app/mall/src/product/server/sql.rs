//! Statements of the product pages.

use crate::{
    category::model::CategoryLink,
    product::model::{OptionAxis, Product, Variant},
    server::{
        bilingual::{Bilingual, in_language},
        pictures,
    },
};
use app_kernel::{Locale, Money, SkuId};
use serde::Deserialize;
use sqlx::{PgPool, types::Json};

/// A row of `mall.product` with those of its variants.
pub(super) struct ProductRow {
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
    variants: Json<Vec<VariantRow>>,
}

/// What is shown of a row of `mall.sku`.
#[derive(Deserialize)]
struct VariantRow {
    id: i64,
    choice: Vec<Bilingual>,
    price_fen: i64,
    /// As `mall.shown_stock` says.
    stock: i32,
}

impl ProductRow {
    /// The product in the language of `locale`. Each option has the values its variants have, in the order of first
    /// appearance.
    pub(super) fn into_product(self, locale: Locale, trail: Vec<CategoryLink>, chosen: SkuId) -> Product {
        let mut options: Vec<OptionAxis> = self
            .options
            .0
            .into_iter()
            .map(|name| OptionAxis {
                name: name.into_language(locale),
                values: Vec::new(),
            })
            .collect();
        let variants = self
            .variants
            .0
            .into_iter()
            .map(|row| row.into_variant(locale, &mut options))
            .collect();
        Product {
            name: in_language(locale, self.name_zh, self.name_en),
            tagline: in_language(locale, self.tagline_zh, self.tagline_en),
            description: in_language(locale, self.description_zh, self.description_en),
            picture: pictures::address(&self.picture, &self.palette),
            trail,
            options,
            variants,
            chosen,
        }
    }
}

impl VariantRow {
    fn into_variant(self, locale: Locale, options: &mut [OptionAxis]) -> Variant {
        let chosen = self.choice.into_iter().zip(options);
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

/// The product that has this variant, with every variant in the order of the catalogue.
pub(super) async fn product_of(pool: &PgPool, sku: SkuId) -> sqlx::Result<Option<ProductRow>> {
    sqlx::query_as!(
        ProductRow,
        r#"
        select p.category_id, p.name_zh, p.name_en, p.tagline_zh, p.tagline_en, p.description_zh,
               p.description_en, p.picture, p.palette, p.options as "options: Json<Vec<Bilingual>>",
               (
                   select jsonb_agg(
                       jsonb_build_object(
                           'id', v.id, 'choice', v.choice, 'price_fen', v.price_fen, 'stock', mall.shown_stock(v.stock)
                       )
                       order by v.position
                   )
                   from mall.sku v where v.product_id = p.id
               ) as "variants!: Json<Vec<VariantRow>>"
        from mall.sku s join mall.product p on p.id = s.product_id
        where s.id = $1
        "#,
        sku.0
    )
    .fetch_optional(pool)
    .await
}
