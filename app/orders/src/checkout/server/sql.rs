//! Statements of the checkout. What they mean is in `migrations/0020_orders.sql`.

use crate::checkout::{
    confirmation::Confirmation,
    model::{CheckoutLine, Total, Wanted},
};
use app_kernel::{Locale, MemberId, Money, SkuId};
use app_mall::server::{
    bilingual::{Bilingual, in_language},
    pictures,
};
use sqlx::{PgPool, postgres::types::PgInterval, types::Json};
use std::{num::NonZeroU16, time::Duration};

/// The lines that a member is about to buy, also those of which there is too little.
pub(super) async fn lines(
    pool: &PgPool,
    member: MemberId,
    wanted: Wanted,
    locale: Locale,
) -> sqlx::Result<Vec<CheckoutLine>> {
    let (sku, quantity) = wanted.columns();
    let rows = sqlx::query!(
        r#"select sku_id as "sku_id!", quantity as "quantity!", price_fen, added_price_fen, stock, name_zh, name_en,
                  choice as "choice: Json<Vec<Bilingual>>", picture, palette
           from mall.checkout_lines($1, $2, $3)"#,
        member.0,
        sku,
        quantity
    );
    let rows = rows.fetch_all(pool).await?;
    let lines = rows.into_iter().map(|row| {
        let price = row.price_fen.unwrap_or_default();
        CheckoutLine {
            sku: SkuId(row.sku_id),
            quantity: row.quantity,
            name: in_language(locale, row.name_zh, row.name_en),
            choice: row.choice.map_or_else(Vec::new, |Json(values)| {
                values
                    .into_iter()
                    .map(|value| value.into_language(locale))
                    .collect()
            }),
            picture: row
                .picture
                .zip(row.palette)
                .map(|(picture, palette)| pictures::address(&picture, &palette)),
            price: Money::from_fen(price),
            price_before: row
                .added_price_fen
                .filter(|before| *before != price)
                .map(Money::from_fen),
            stock: row.stock.unwrap_or_default(),
        }
    });
    Ok(lines.collect())
}

/// What the lines come to that can be bought, when they are sent to a province.
pub(super) async fn total(
    pool: &PgPool,
    member: MemberId,
    wanted: Wanted,
    province: &str,
) -> sqlx::Result<Total> {
    let (sku, quantity) = wanted.columns();
    let row = sqlx::query!(
        r#"select pieces as "pieces!", grams as "grams!", goods_fen as "goods_fen!", freight_fen as "freight_fen!",
                  fingerprint as "fingerprint!", shown_at as "shown_at!"
           from mall.checkout_total($1, $2, $3, $4)"#,
        member.0,
        sku,
        quantity,
        province
    );
    let row = row.fetch_one(pool).await?;
    Ok(Total {
        pieces: row.pieces,
        grams: row.grams,
        goods: Money::from_fen(row.goods_fen),
        freight: Money::from_fen(row.freight_fen),
        fingerprint: row.fingerprint,
        shown_at: row.shown_at,
    })
}

/// The number of the order that a member has placed in the last half hour for exactly this; for the cart, of the last one.
pub(super) async fn just_placed(
    pool: &PgPool,
    member: MemberId,
    wanted: Wanted,
) -> sqlx::Result<Option<String>> {
    let (sku, quantity) = wanted.columns();
    let number = sqlx::query_scalar!(
        "select o.number
         from (select * from mall.order where member_id = $1 order by id desc limit 5) o
         where o.placed_at > now() - interval '30 minutes' and o.cancelled_at is null
           and ($2::bigint is null or not exists (
               select from mall.order_line l where l.order_id = o.id and (l.sku_id, l.quantity) <> ($2, $3::integer)
           ))
         order by o.id desc limit 1",
        member.0,
        sku,
        quantity
    );
    number.fetch_optional(pool).await
}

/// An order as a member has confirmed it.
pub(super) struct Placing<'a> {
    pub(super) member: MemberId,
    pub(super) wanted: Wanted,
    pub(super) confirmation: Confirmation,
    pub(super) address: i64,
    pub(super) note: &'a str,
    /// The fingerprint of what the member has seen.
    pub(super) seen: &'a str,
    pub(super) time_to_pay: Duration,
    /// As many orders a member may have that are not paid.
    pub(super) most_unpaid: NonZeroU16,
}

/// What came of it: the outcome in a word, and if there is an order its number and the pieces that are left in the cart.
pub(super) struct PlacedRow {
    pub(super) outcome: String,
    pub(super) number: Option<String>,
    pub(super) pieces: Option<i64>,
}

/// Places an order, once for each confirmation. When this returns it is on disk.
pub(super) async fn place(pool: &PgPool, placing: Placing<'_>) -> sqlx::Result<PlacedRow> {
    let (sku, quantity) = placing.wanted.columns();
    let time_to_pay = PgInterval::try_from(placing.time_to_pay).unwrap_or_default();
    let mut connection = pool.acquire().await?;
    let row = sqlx::query_as!(
        PlacedRow,
        r#"select outcome as "outcome!", number, pieces from mall.order_place($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"#,
        placing.member.0,
        placing.confirmation.hashed(),
        placing.confirmation.shown_at,
        sku,
        quantity,
        placing.address,
        placing.note,
        placing.seen,
        time_to_pay,
        i64::from(placing.most_unpaid.get())
    )
    .fetch_one(&mut *connection)
    .await?;
    if row.number.is_some() {
        sqlx::query!("select mall.flush()")
            .execute(&mut *connection)
            .await?;
    }
    Ok(row)
}
