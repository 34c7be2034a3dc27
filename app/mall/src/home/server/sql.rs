//! Statements of the front page.

use crate::{
    card::{
        model::Card,
        server::{CardRow, cards_and_total},
    },
    category::model::CategoryLink,
    home::model::{Floor, MenuEntry},
    server::bilingual::in_language,
};
use app_kernel::Locale;
use sqlx::PgPool;

/// The first two levels of the categories, in the order of the catalogue.
pub(crate) async fn menu(pool: &PgPool, locale: Locale) -> sqlx::Result<Vec<MenuEntry>> {
    let rows = sqlx::query!(
        "select id, parent_id, slug, name_zh, name_en from mall.category
         where parent_id is null or parent_id in (select id from mall.category where parent_id is null)
         order by parent_id nulls first, position"
    )
    .fetch_all(pool)
    .await?;
    let mut menu: Vec<(i64, MenuEntry)> = Vec::new();
    for row in rows {
        let category = CategoryLink {
            slug: row.slug,
            name: in_language(locale, row.name_zh, row.name_en),
        };
        match row.parent_id {
            None => menu.push((
                row.id,
                MenuEntry {
                    category,
                    children: Vec::new(),
                },
            )),
            Some(parent) => {
                if let Some((_, entry)) = menu.iter_mut().find(|(id, _)| *id == parent) {
                    entry.children.push(category);
                }
            }
        }
    }
    Ok(menu.into_iter().map(|(_, entry)| entry).collect())
}

/// The first product of each top category that can be bought, then the second of each, and so on, up to `limit`.
pub(crate) async fn picks(pool: &PgPool, locale: Locale, limit: i64) -> sqlx::Result<Vec<Card>> {
    let rows = sqlx::query_as!(
        CardRow,
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
    Ok(cards_and_total(rows, locale).0)
}

/// The first top categories, each with its last products, because its first ones are among the picks.
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
            CardRow,
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
            name: in_language(locale, top.name_zh, top.name_en),
        };
        shown.push(Floor {
            category,
            cards: cards_and_total(rows, locale).0,
        });
    }
    Ok(shown)
}
