//! Writing the catalogue into the tables, a statement per table.
//!
//! Rows that are as they should be are left alone, so that nobody who follows the catalogue is told of a change.

use super::catalogue::{Catalogue, Category, Named, Product};
use crate::server::bilingual::Bilingual;
use serde::Serialize;
use sqlx::{PgConnection, types::Json};
use std::collections::BTreeMap;

/// Ids leave room between products, so that a variant's id tells its product.
const VARIANTS_PER_PRODUCT: i64 = 100;
/// The first product's id.
const FIRST_PRODUCT: i64 = 1001;

#[derive(Serialize)]
struct CategoryRow<'a> {
    id: i64,
    parent_id: Option<i64>,
    slug: &'a str,
    name: &'a Bilingual,
    picture: Option<&'a str>,
    position: i32,
}

/// Adds these sisters and all that is below them, each before its children.
fn add<'a>(rows: &mut Vec<CategoryRow<'a>>, parent_id: Option<i64>, sisters: &'a [Category]) {
    for (category, position) in sisters.iter().zip(1..) {
        let id = i64::try_from(rows.len()).expect("few categories") + 1;
        rows.push(CategoryRow {
            id,
            parent_id,
            slug: &category.slug,
            name: &category.name,
            picture: category.picture.as_deref(),
            position,
        });
        add(rows, Some(id), &category.children);
    }
}

pub(super) async fn categories(connection: &mut PgConnection, catalogue: &Catalogue) -> sqlx::Result<()> {
    let mut rows = Vec::new();
    add(&mut rows, None, &catalogue.categories);
    sqlx::query!(
        "insert into mall.category as present (id, parent_id, slug, name_zh, name_en, picture, position)
         select row.id, row.parent_id, row.slug, row.name->>'zh', row.name->>'en', row.picture, row.position
         from jsonb_to_recordset($1) as
             row(id bigint, parent_id bigint, slug text, name jsonb, picture text, position integer)
         on conflict (id) do update
         set (parent_id, slug, name_zh, name_en, picture, position) =
             (excluded.parent_id, excluded.slug, excluded.name_zh, excluded.name_en, excluded.picture, excluded.position)
         where present is distinct from excluded",
        Json(&rows) as Json<&Vec<CategoryRow<'_>>>
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn brands(connection: &mut PgConnection, catalogue: &Catalogue) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into mall.brand as present (id, slug, name_zh, name_en)
         select row.place, row.item->>'slug', row.item->>'zh', row.item->>'en'
         from jsonb_array_elements($1) with ordinality row(item, place)
         on conflict (id) do update
         set (slug, name_zh, name_en) = (excluded.slug, excluded.name_zh, excluded.name_en)
         where present is distinct from excluded",
        Json(&catalogue.brands) as Json<&Vec<Named>>
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn attributes(connection: &mut PgConnection, catalogue: &Catalogue) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into mall.attribute as present (id, slug, name_zh, name_en, position)
         select row.place, row.item->>'slug', row.item->>'zh', row.item->>'en', row.place
         from jsonb_array_elements($1) with ordinality row(item, place)
         on conflict (id) do update
         set (slug, name_zh, name_en, position) =
             (excluded.slug, excluded.name_zh, excluded.name_en, excluded.position)
         where present is distinct from excluded",
        Json(&catalogue.attributes) as Json<&Vec<Named>>
    )
    .execute(connection)
    .await?;
    Ok(())
}

#[derive(Serialize)]
struct ProductRow<'a> {
    id: i64,
    category: &'a str,
    brand: &'a str,
    slug: &'a str,
    name: &'a Bilingual,
    tagline_zh: &'a str,
    tagline_en: &'a str,
    description_zh: &'a str,
    description_en: &'a str,
    picture: &'a str,
    palette: &'a str,
    options: Vec<&'a Bilingual>,
    attributes: &'a BTreeMap<String, Bilingual>,
    released: &'a str,
    sold: i32,
    grams: i32,
    position: i32,
}

impl<'a> ProductRow<'a> {
    fn new(product: &'a Product, weights: &BTreeMap<&str, i32>, position: i32) -> Self {
        Self {
            id: FIRST_PRODUCT + i64::from(position),
            category: &product.category,
            brand: &product.brand,
            slug: &product.slug,
            name: &product.name,
            tagline_zh: &product.tagline_zh,
            tagline_en: &product.tagline_en,
            description_zh: &product.description_zh,
            description_en: &product.description_en,
            picture: &product.picture,
            palette: &product.palette,
            options: product.options.iter().map(|option| &option.name).collect(),
            attributes: &product.attributes,
            released: &product.released,
            sold: product.sold,
            grams: weights[product.category.as_str()],
            position,
        }
    }
}

#[derive(Serialize)]
struct SkuRow<'a> {
    id: i64,
    product_id: i64,
    choice: Vec<&'a Bilingual>,
    price_fen: i64,
    stock: i32,
    position: i32,
}

pub(super) async fn products(connection: &mut PgConnection, catalogue: &Catalogue) -> sqlx::Result<()> {
    let weights = catalogue.weights();
    let products: Vec<_> = catalogue
        .products
        .iter()
        .zip(0..)
        .map(|(product, position)| ProductRow::new(product, &weights, position))
        .collect();
    let mut skus = Vec::new();
    for (product, ProductRow { id, .. }) in catalogue.products.iter().zip(&products) {
        for (variant, position) in product.variants().into_iter().zip(1_i32..) {
            let sku = id * VARIANTS_PER_PRODUCT + i64::from(position);
            skus.push(SkuRow {
                id: sku,
                product_id: *id,
                choice: variant.choice,
                price_fen: variant.price_fen,
                stock: opening_stock(sku),
                position,
            });
        }
    }
    sqlx::query!(
        "insert into mall.product as present (id, category_id, slug, name_zh, name_en, tagline_zh, tagline_en,
                                              description_zh, description_en, picture, palette, options, position,
                                              brand_id, attributes, released, sold, grams)
         select row.id, c.id, row.slug, row.name->>'zh', row.name->>'en', row.tagline_zh, row.tagline_en,
                row.description_zh, row.description_en, row.picture, row.palette, row.options, row.position,
                brand.id, row.attributes, row.released, row.sold, row.grams
         from jsonb_to_recordset($1) as
             row(id bigint, category text, brand text, slug text, name jsonb, tagline_zh text, tagline_en text,
                 description_zh text, description_en text, picture text, palette text, options jsonb, position integer,
                 attributes jsonb, released date, sold integer, grams integer)
         join mall.category c on c.slug = row.category
         join mall.brand on brand.slug = row.brand
         on conflict (id) do update
         set (category_id, brand_id, slug, name_zh, name_en, tagline_zh, tagline_en, description_zh,
              description_en, picture, palette, options, attributes, released, grams, position) =
             (excluded.category_id, excluded.brand_id, excluded.slug, excluded.name_zh, excluded.name_en,
              excluded.tagline_zh, excluded.tagline_en, excluded.description_zh, excluded.description_en,
              excluded.picture, excluded.palette, excluded.options, excluded.attributes, excluded.released,
              excluded.grams, excluded.position)
         where (present.category_id, present.brand_id, present.slug, present.name_zh, present.name_en,
                present.tagline_zh, present.tagline_en, present.description_zh, present.description_en,
                present.picture, present.palette, present.options, present.attributes, present.released,
                present.grams, present.position)
               is distinct from
               (excluded.category_id, excluded.brand_id, excluded.slug, excluded.name_zh, excluded.name_en,
                excluded.tagline_zh, excluded.tagline_en, excluded.description_zh, excluded.description_en,
                excluded.picture, excluded.palette, excluded.options, excluded.attributes, excluded.released,
                excluded.grams, excluded.position)",
        Json(&products) as Json<&Vec<ProductRow<'_>>>
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "insert into mall.sku as present (id, product_id, choice, price_fen, stock, position)
         select row.id, row.product_id, row.choice, row.price_fen, row.stock, row.position
         from jsonb_to_recordset($1) as
             row(id bigint, product_id bigint, choice jsonb, price_fen bigint, stock integer, position integer)
         on conflict (id) do update
         set (product_id, choice, price_fen, position) =
             (excluded.product_id, excluded.choice, excluded.price_fen, excluded.position)
         where (present.product_id, present.choice, present.price_fen, present.position) is distinct from
               (excluded.product_id, excluded.choice, excluded.price_fen, excluded.position)",
        Json(&skus) as Json<&Vec<SkuRow<'_>>>
    )
    .execute(connection)
    .await?;
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
