//! Statements of the category pages.

use super::tree::Level;
use crate::card::{
    model::Card,
    server::{CardRow, cards_and_total},
};
use app_kernel::Locale;
use sqlx::PgPool;

/// The statement for the cards below a category, which are found by the column of its level.
macro_rules! cards_below {
    ($column:literal, $category:expr, $limit:expr, $offset:expr) => {
        sqlx::query_as!(
            CardRow,
            "select sku_id, name_zh, name_en, tagline_zh, tagline_en, picture, palette, price_fen, has_dearer, in_stock,
                    (select count(*) from mall.card where " + $column + " = $1) as \"total!\"
             from mall.card
             where " + $column + " = $1
             order by position, product_id
             limit $2 offset $3",
            $category,
            $limit,
            $offset
        )
    };
}

/// One page of the products of a category and everything below it, and how many there are in all.
pub(crate) async fn cards_below(
    pool: &PgPool,
    locale: Locale,
    (category, level): (i64, Level),
    limit: i64,
    offset: i64,
) -> sqlx::Result<(Vec<Card>, i64)> {
    let rows = match level {
        Level::Top => {
            cards_below!("top_id", category, limit, offset)
                .fetch_all(pool)
                .await
        }
        Level::Middle => {
            cards_below!("middle_id", category, limit, offset)
                .fetch_all(pool)
                .await
        }
        Level::Leaf => {
            cards_below!("leaf_id", category, limit, offset)
                .fetch_all(pool)
                .await
        }
    }?;
    Ok(cards_and_total(rows, locale))
}
