//! Statements of the search.

use crate::card::{
    model::Card,
    server::{CardRow, cards_and_total},
};
use app_kernel::Locale;
use sqlx::PgPool;

/// One page of the products whose name or category's name, in either language, matches every pattern, and how many there
/// are in all. Products of which a name matches every pattern come first, then the order of the catalogue decides.
pub(crate) async fn cards_named(
    pool: &PgPool,
    locale: Locale,
    patterns: &[String],
    limit: i64,
    offset: i64,
) -> sqlx::Result<(Vec<Card>, i64)> {
    let rows = sqlx::query_as!(
        CardRow,
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
    Ok(cards_and_total(rows, locale))
}
