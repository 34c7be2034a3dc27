//! Reading products for lists.

use super::pick;
use crate::{card::Card, category::api::CategoryLink, home::api::Floor};
use app_kernel::{Locale, Money, SkuId, path};
use sqlx::PgPool;

/// A product as the view `mall.card` shows it.
struct Row {
    sku_id: i64,
    name_zh: String,
    name_en: String,
    tagline_zh: String,
    tagline_en: String,
    picture: String,
    palette: String,
    price_fen: i64,
    has_dearer: bool,
    in_stock: bool,
    /// How many rows there are without the limit.
    total: i64,
}

impl Row {
    fn into_card(self, locale: Locale) -> Card {
        Card {
            sku: SkuId(self.sku_id),
            name: pick(locale, self.name_zh, self.name_en),
            tagline: pick(locale, self.tagline_zh, self.tagline_en),
            picture: path::picture(&self.picture, &self.palette),
            price: Money::from_fen(self.price_fen),
            has_dearer: self.has_dearer,
            in_stock: self.in_stock,
        }
    }
}

fn page(rows: Vec<Row>, locale: Locale) -> (Vec<Card>, i64) {
    let total = rows.first().map_or(0, |row| row.total);
    (rows.into_iter().map(|row| row.into_card(locale)).collect(), total)
}

/// The products of a category and everything below it, with how many there are in all.
pub(crate) async fn cards_below(
    pool: &PgPool,
    locale: Locale,
    category: i64,
    limit: i64,
    offset: i64,
) -> sqlx::Result<(Vec<Card>, i64)> {
    let rows = sqlx::query_as!(
        Row,
        r#"
        with recursive below as (
            select $1::bigint as id
            union all
            select c.id from below join mall.category c on c.parent_id = below.id
        )
        select sku_id as "sku_id!", name_zh as "name_zh!", name_en as "name_en!", tagline_zh as "tagline_zh!",
               tagline_en as "tagline_en!", picture as "picture!", palette as "palette!", price_fen as "price_fen!",
               has_dearer as "has_dearer!", in_stock as "in_stock!", count(*) over () as "total!"
        from mall.card
        where category_id in (select id from below)
        order by position
        limit $2 offset $3
        "#,
        category,
        limit,
        offset
    )
    .fetch_all(pool)
    .await?;
    Ok(page(rows, locale))
}

/// Products of which every pattern matches a name or a category's name, in either language; best prices do not win,
/// the catalogue's order does.
pub(crate) async fn cards_named(
    pool: &PgPool,
    locale: Locale,
    patterns: &[String],
    limit: i64,
    offset: i64,
) -> sqlx::Result<(Vec<Card>, i64)> {
    let rows = sqlx::query_as!(
        Row,
        r#"
        select sku_id as "sku_id!", name_zh as "name_zh!", name_en as "name_en!", tagline_zh as "tagline_zh!",
               tagline_en as "tagline_en!", picture as "picture!", palette as "palette!", price_fen as "price_fen!",
               has_dearer as "has_dearer!", in_stock as "in_stock!", count(*) over () as "total!"
        from mall.card
        where searchable ilike all($1)
        order by name_zh ilike all($1) or name_en ilike all($1) desc, position
        limit $2 offset $3
        "#,
        patterns,
        limit,
        offset
    )
    .fetch_all(pool)
    .await?;
    Ok(page(rows, locale))
}

/// The first product of each top category, then the second of each, and so on.
pub(crate) async fn picks(pool: &PgPool, locale: Locale, limit: i64) -> sqlx::Result<Vec<Card>> {
    let rows = sqlx::query_as!(
        Row,
        r#"
        select sku_id as "sku_id!", name_zh as "name_zh!", name_en as "name_en!", tagline_zh as "tagline_zh!",
               tagline_en as "tagline_en!", picture as "picture!", palette as "palette!", price_fen as "price_fen!",
               has_dearer as "has_dearer!", in_stock as "in_stock!", count(*) over () as "total!"
        from mall.card
        where in_stock
        order by row_number() over (partition by top_id order by position), top_position
        limit $1
        "#,
        limit
    )
    .fetch_all(pool)
    .await?;
    Ok(page(rows, locale).0)
}

/// The first top categories, each with its last products: the first ones are among the picks.
pub(crate) async fn floors(
    pool: &PgPool,
    locale: Locale,
    floors: i64,
    products: i64,
) -> sqlx::Result<Vec<Floor>> {
    let tops = sqlx::query!(
        "select id, slug, name_zh, name_en from mall.category where parent_id is null order by position limit $1",
        floors
    )
    .fetch_all(pool)
    .await?;
    let mut shown = Vec::with_capacity(tops.len());
    for top in tops {
        let rows = sqlx::query_as!(
            Row,
            r#"
            select sku_id as "sku_id!", name_zh as "name_zh!", name_en as "name_en!", tagline_zh as "tagline_zh!",
                   tagline_en as "tagline_en!", picture as "picture!", palette as "palette!", price_fen as "price_fen!",
                   has_dearer as "has_dearer!", in_stock as "in_stock!", count(*) over () as "total!"
            from mall.card
            where top_id = $1
            order by position desc
            limit $2
            "#,
            top.id,
            products
        )
        .fetch_all(pool)
        .await?;
        let category = CategoryLink {
            slug: top.slug,
            name: pick(locale, top.name_zh, top.name_en),
        };
        shown.push(Floor {
            category,
            cards: page(rows, locale).0,
        });
    }
    Ok(shown)
}
