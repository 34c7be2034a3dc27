//! Reading one product.

use super::pick;
use crate::{
    category::api::CategoryLink,
    product::api::{OptionAxis, Product, Variant},
    server::seed::Words,
};
use app_kernel::{Locale, Money, SkuId, path};
use sqlx::{PgPool, types::Json};

/// A product without its variants.
pub(crate) struct Found {
    pub(crate) id: i64,
    pub(crate) category: i64,
    pub(crate) option_names: Vec<String>,
    name: String,
    tagline: String,
    description: String,
    picture: String,
}

impl Found {
    pub(crate) fn with(
        self,
        trail: Vec<CategoryLink>,
        (options, variants): (Vec<OptionAxis>, Vec<Variant>),
    ) -> Product {
        Product {
            name: self.name,
            tagline: self.tagline,
            description: self.description,
            picture: self.picture,
            trail,
            options,
            variants,
        }
    }
}

/// The product that has this variant.
pub(crate) async fn product_of(pool: &PgPool, locale: Locale, sku: SkuId) -> sqlx::Result<Option<Found>> {
    let row = sqlx::query!(
        r#"
        select p.id, p.category_id, p.name_zh, p.name_en, p.tagline_zh, p.tagline_en, p.description_zh,
               p.description_en, p.picture, p.palette, p.options as "options: Json<Vec<Words>>"
        from mall.sku s join mall.product p on p.id = s.product_id
        where s.id = $1
        "#,
        sku.0
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| Found {
        id: row.id,
        category: row.category_id,
        option_names: row
            .options
            .0
            .into_iter()
            .map(|words| pick(locale, words.zh, words.en))
            .collect(),
        name: pick(locale, row.name_zh, row.name_en),
        tagline: pick(locale, row.tagline_zh, row.tagline_en),
        description: pick(locale, row.description_zh, row.description_en),
        picture: path::picture(&row.picture, &row.palette),
    }))
}

/// The variants of a product, and for each option the values they have, in the order of first appearance.
pub(crate) async fn variants(
    pool: &PgPool,
    locale: Locale,
    product: i64,
    option_names: &[String],
) -> sqlx::Result<(Vec<OptionAxis>, Vec<Variant>)> {
    let rows = sqlx::query!(
        r#"
        select id, choice as "choice: Json<Vec<Words>>", price_fen, stock
        from mall.sku where product_id = $1 order by position
        "#,
        product
    )
    .fetch_all(pool)
    .await?;
    let mut options: Vec<OptionAxis> = option_names
        .iter()
        .map(|name| OptionAxis {
            name: name.clone(),
            values: Vec::new(),
        })
        .collect();
    let variants = rows
        .into_iter()
        .map(|row| {
            let chosen = row.choice.0.into_iter().zip(&mut options);
            let choice = chosen
                .map(|(words, option)| number_of(option, pick(locale, words.zh, words.en)))
                .collect();
            Variant {
                sku: SkuId(row.id),
                choice,
                price: Money::from_fen(row.price_fen),
                stock: row.stock,
            }
        })
        .collect();
    Ok((options, variants))
}

/// The number of a value among the values of its option, added if it is new.
fn number_of(option: &mut OptionAxis, value: String) -> u32 {
    let number = option
        .values
        .iter()
        .position(|known| *known == value)
        .unwrap_or_else(|| {
            option.values.push(value);
            option.values.len() - 1
        });
    u32::try_from(number).unwrap_or(u32::MAX)
}
