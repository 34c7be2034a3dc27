//! The statement of the front page.

use crate::card::{model::Card, server::CardRow};
use app_kernel::Locale;
use sqlx::PgPool;
use std::collections::HashMap;

/// Where on the front page a card stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// Among the picks of the day.
    Picks,
    /// On the floor of the top category with this id.
    Floor(i64),
}

/// The cards of the front page, each place's in order.
///
/// The picks are the first product of each of `tops` that can be bought, then the second of each, and so on. A floor shows the last
/// products of its category, because the first ones are among the picks. However many products there are, only those that may be
/// shown are looked at.
pub(super) async fn cards(
    pool: &PgPool,
    locale: Locale,
    tops: &[i64],
    picks: i64,
    floors: &[i64],
    floor_products: i64,
) -> sqlx::Result<HashMap<Place, Vec<Card>>> {
    let rows = sqlx::query!(
        r#"
        with pick as (
            select card.*, row_number() over (partition by card.top_id order by card.position, card.product_id) as round,
                   top.place as top_place
            from unnest($1::bigint[]) with ordinality top (id, place)
            cross join lateral (
                select * from mall.card where top_id = top.id and in_stock order by position, product_id limit $2
            ) card
        ),
        chosen as (
            select null::bigint as floor, row_number() over (order by round, top_place) as place, pick.product_id
            from pick
            order by round, top_place
            limit $2
        ),
        on_floor as (
            select floor.id as floor,
                   row_number() over (partition by floor.id order by card.position desc, card.product_id desc) as place,
                   card.product_id
            from unnest($3::bigint[]) floor (id)
            cross join lateral (
                select product_id, position from mall.card where top_id = floor.id
                order by position desc, product_id desc
                limit $4
            ) card
        )
        select floor, sku_id as "sku_id!", name_zh as "name_zh!", name_en as "name_en!", tagline_zh as "tagline_zh!",
               tagline_en as "tagline_en!", picture as "picture!", palette as "palette!", price_fen as "price_fen!",
               has_dearer as "has_dearer!", in_stock as "in_stock!"
        from (select * from chosen union all select * from on_floor) shown
        join mall.card using (product_id)
        order by place
        "#,
        tops,
        picks,
        floors,
        floor_products
    )
    .fetch_all(pool)
    .await?;
    let mut cards: HashMap<Place, Vec<Card>> = HashMap::new();
    for row in rows {
        let place = row.floor.map_or(Place::Picks, Place::Floor);
        let card = CardRow {
            sku_id: row.sku_id,
            name_zh: row.name_zh,
            name_en: row.name_en,
            tagline_zh: row.tagline_zh,
            tagline_en: row.tagline_en,
            picture: row.picture,
            palette: row.palette,
            price_fen: row.price_fen,
            has_dearer: row.has_dearer,
            in_stock: row.in_stock,
            total: 0,
        };
        cards.entry(place).or_default().push(card.card(locale));
    }
    Ok(cards)
}
