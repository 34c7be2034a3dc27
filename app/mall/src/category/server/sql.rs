//! Statements of the category pages.

use crate::{
    card::{
        model::Card,
        server::{CardRow, cards_and_total},
    },
    category::model::CategoryLink,
    server::bilingual::in_language,
};
use app_kernel::Locale;
use sqlx::PgPool;

/// What a link to a category needs, in both languages.
struct LinkRow {
    slug: String,
    name_zh: String,
    name_en: String,
}

fn links(rows: Vec<LinkRow>, locale: Locale) -> Vec<CategoryLink> {
    rows.into_iter()
        .map(|row| CategoryLink {
            slug: row.slug,
            name: in_language(locale, row.name_zh, row.name_en),
        })
        .collect()
}

/// The id of the category with this slug.
pub(crate) async fn id_of(pool: &PgPool, slug: &str) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar!("select id from mall.category where slug = $1", slug)
        .fetch_optional(pool)
        .await
}

/// The way from the top category down to `id`, both included.
pub(crate) async fn trail(pool: &PgPool, locale: Locale, id: i64) -> sqlx::Result<Vec<CategoryLink>> {
    let rows = sqlx::query_as!(
        LinkRow,
        r#"
        with recursive way as (
            select id, parent_id, slug, name_zh, name_en, 0 as height from mall.category where id = $1
            union all
            select c.id, c.parent_id, c.slug, c.name_zh, c.name_en, way.height + 1
            from way join mall.category c on c.id = way.parent_id
        )
        select slug as "slug!", name_zh as "name_zh!", name_en as "name_en!" from way order by height desc
        "#,
        id
    )
    .fetch_all(pool)
    .await?;
    Ok(links(rows, locale))
}

/// The categories right below `id`; if there are none, `id` and its sisters.
pub(crate) async fn nearby(pool: &PgPool, locale: Locale, id: i64) -> sqlx::Result<Vec<CategoryLink>> {
    let rows = sqlx::query_as!(
        LinkRow,
        "select slug, name_zh, name_en from mall.category
         where parent_id = case
             when exists(select 1 from mall.category where parent_id = $1) then $1
             else (select parent_id from mall.category where id = $1)
         end
         order by position",
        id
    )
    .fetch_all(pool)
    .await?;
    Ok(links(rows, locale))
}

/// One page of the products of a category and everything below it, and how many there are in all.
pub(crate) async fn cards_below(
    pool: &PgPool,
    locale: Locale,
    category: i64,
    limit: i64,
    offset: i64,
) -> sqlx::Result<(Vec<Card>, i64)> {
    let rows = sqlx::query_as!(
        CardRow,
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
    Ok(cards_and_total(rows, locale))
}
