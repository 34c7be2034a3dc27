//! Writing the catalogue into the tables, a statement per table.

use super::catalogue::{Catalogue, Category};
use crate::server::bilingual::Bilingual;
use sqlx::{PgConnection, types::Json};
use std::collections::HashMap;

/// Ids leave room between products, so that a variant's id tells its product.
const VARIANTS_PER_PRODUCT: i64 = 100;
/// The first product's id.
const FIRST_PRODUCT: i64 = 1001;

#[derive(Default)]
struct CategoryRows<'a> {
    id: Vec<i64>,
    parent: Vec<Option<i64>>,
    slug: Vec<&'a str>,
    zh: Vec<&'a str>,
    en: Vec<&'a str>,
    picture: Vec<Option<&'a str>>,
    position: Vec<i32>,
}

impl<'a> CategoryRows<'a> {
    fn add(&mut self, parent: Option<i64>, sisters: &'a [Category]) {
        for (category, position) in sisters.iter().zip(1..) {
            let id = i64::try_from(self.id.len()).expect("few categories") + 1;
            self.id.push(id);
            self.parent.push(parent);
            self.slug.push(&category.slug);
            self.zh.push(&category.name.zh);
            self.en.push(&category.name.en);
            self.picture.push(category.picture.as_deref());
            self.position.push(position);
            self.add(Some(id), &category.children);
        }
    }
}

pub(super) async fn categories(connection: &mut PgConnection, catalogue: &Catalogue) -> sqlx::Result<()> {
    let mut rows = CategoryRows::default();
    rows.add(None, &catalogue.categories);
    sqlx::query!(
        "insert into mall.category (id, parent_id, slug, name_zh, name_en, picture, position)
         select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[])
         on conflict (id) do update
         set (parent_id, slug, name_zh, name_en, picture, position) =
             (excluded.parent_id, excluded.slug, excluded.name_zh, excluded.name_en, excluded.picture, excluded.position)",
        &rows.id,
        &rows.parent as &[Option<i64>],
        &rows.slug as &[&str],
        &rows.zh as &[&str],
        &rows.en as &[&str],
        &rows.picture as &[Option<&str>],
        &rows.position
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn products(connection: &mut PgConnection, catalogue: &Catalogue) -> sqlx::Result<()> {
    let ids: HashMap<String, i64> = sqlx::query!("select slug, id from mall.category")
        .fetch_all(&mut *connection)
        .await?
        .into_iter()
        .map(|row| (row.slug, row.id))
        .collect();
    for (product, index) in catalogue.products.iter().zip(0_i32..) {
        let id = FIRST_PRODUCT + i64::from(index);
        let options: Vec<&Bilingual> = product.options.iter().map(|option| &option.name).collect();
        sqlx::query!(
            "insert into mall.product (id, category_id, slug, name_zh, name_en, tagline_zh, tagline_en,
                                       description_zh, description_en, picture, palette, options, position)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
             on conflict (id) do update
             set (category_id, slug, name_zh, name_en, tagline_zh, tagline_en,
                  description_zh, description_en, picture, palette, options, position) =
                 (excluded.category_id, excluded.slug, excluded.name_zh, excluded.name_en, excluded.tagline_zh, excluded.tagline_en,
                  excluded.description_zh, excluded.description_en, excluded.picture, excluded.palette, excluded.options, excluded.position)",
            id,
            ids.get(&product.category).copied(),
            product.slug,
            product.name.zh,
            product.name.en,
            product.tagline_zh,
            product.tagline_en,
            product.description_zh,
            product.description_en,
            product.picture,
            product.palette,
            Json(&options) as Json<&Vec<&Bilingual>>,
            index
        )
        .execute(&mut *connection)
        .await?;
        for (variant, position) in product.variants().into_iter().zip(1_i32..) {
            let sku = id * VARIANTS_PER_PRODUCT + i64::from(position);
            sqlx::query!(
                "insert into mall.sku (id, product_id, choice, price_fen, stock, position)
                 values ($1, $2, $3, $4, $5, $6)
                 on conflict (id) do update
                 set (product_id, choice, price_fen, position) =
                     (excluded.product_id, excluded.choice, excluded.price_fen, excluded.position)",
                sku,
                id,
                Json(&variant.choice) as Json<&Vec<&Bilingual>>,
                variant.price_fen,
                opening_stock(sku),
                position
            )
            .execute(&mut *connection)
            .await?;
        }
    }
    Ok(())
}

/// The stock a variant starts with: derived from its id, so that seeding can be repeated, and spread so that some are
/// sold out and some have few pieces left.
fn opening_stock(sku: i64) -> i32 {
    let spread = i32::try_from(sku * 7_919 % 211).expect("below 211");
    match spread {
        0..12 => 0,
        12..30 => spread - 11,
        _ => spread,
    }
}
