//! Statements of the cart. Prices, names and stocks are read with it, from the catalogue as it is.

use super::owner::Owner;
use crate::{
    cart::model::{Availability, Line, LineProduct},
    server::{
        bilingual::{Bilingual, in_language},
        pictures,
    },
};
use app_kernel::{Locale, Money, SkuId};
use sqlx::{PgPool, types::Json};

/// What `mall.cart_add` answers.
pub(super) struct AddRow {
    pub(super) outcome: String,
    pub(super) quantity: i32,
    pub(super) pieces: i64,
    pub(super) stock: Option<i32>,
}

/// Adds pieces of a variant, or puts a line back that was taken out.
pub(super) async fn add(
    pool: &PgPool,
    owner: &Owner,
    sku: SkuId,
    quantity: i32,
    (ticked, undo): (bool, bool),
) -> sqlx::Result<AddRow> {
    sqlx::query_as!(
        AddRow,
        r#"select a.outcome as "outcome!", a.quantity as "quantity!", a.pieces as "pieces!", s.stock as "stock?"
           from mall.cart_add($1, $2, $3, $4, $5) a left join mall.sku s on s.id = $2"#,
        owner.as_str(),
        sku.0,
        quantity,
        ticked,
        undo
    )
    .fetch_one(pool)
    .await
}

/// What `mall.cart_merge` answers.
#[derive(Clone, Copy)]
pub(crate) struct MergeRow {
    pub(crate) moved: i64,
    pub(crate) left_over: i64,
    pub(crate) pieces: i64,
}

/// Moves the lines of one cart into another one.
pub(super) async fn merge(pool: &PgPool, from: &Owner, into: &Owner) -> sqlx::Result<MergeRow> {
    sqlx::query_as!(
        MergeRow,
        r#"select moved as "moved!", left_over as "left_over!", pieces as "pieces!" from mall.cart_merge($1, $2)"#,
        from.as_str(),
        into.as_str()
    )
    .fetch_one(pool)
    .await
}

/// Sets the quantity of a line. False if there is no such line.
pub(super) async fn set(pool: &PgPool, owner: &Owner, sku: SkuId, quantity: i32) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update mall.cart_line set quantity = $3 where owner = $1 and sku_id = $2",
        owner.as_str(),
        sku.0,
        quantity
    );
    Ok(done.execute(pool).await?.rows_affected() > 0)
}

/// Ticks a line, or all of them, or takes ticks away. False if there is no such line.
pub(super) async fn tick(
    pool: &PgPool,
    owner: &Owner,
    sku: Option<SkuId>,
    ticked: bool,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update mall.cart_line set ticked = $3 where owner = $1 and ($2::bigint is null or sku_id = $2)",
        owner.as_str(),
        sku.map(|sku| sku.0),
        ticked
    );
    Ok(done.execute(pool).await?.rows_affected() > 0)
}

/// A line that was taken out.
pub(super) struct RemovedRow {
    pub(super) quantity: i32,
    pub(super) ticked: bool,
}

/// Takes a line out; nothing if there is no such line.
pub(super) async fn remove(pool: &PgPool, owner: &Owner, sku: SkuId) -> sqlx::Result<Option<RemovedRow>> {
    sqlx::query_as!(
        RemovedRow,
        "delete from mall.cart_line where owner = $1 and sku_id = $2 returning quantity, ticked",
        owner.as_str(),
        sku.0
    )
    .fetch_optional(pool)
    .await
}

struct LineRow {
    sku_id: i64,
    quantity: i32,
    ticked: bool,
    added_price_fen: i64,
    price_fen: Option<i64>,
    stock: Option<i32>,
    choice: Option<Json<Vec<Bilingual>>>,
    name_zh: Option<String>,
    name_en: Option<String>,
    picture: Option<String>,
    palette: Option<String>,
}

impl LineRow {
    fn into_line(self, locale: Locale) -> Line {
        let availability = self.stock.map_or(Availability::Withdrawn, |stock| {
            Availability::of(self.quantity, stock)
        });
        Line {
            sku: SkuId(self.sku_id),
            quantity: self.quantity,
            ticked: self.ticked,
            availability,
            product: self.into_product(locale),
        }
    }

    fn into_product(self, locale: Locale) -> Option<LineProduct> {
        let price = self.price_fen?;
        let values = self.choice?.0.into_iter();
        Some(LineProduct {
            name: in_language(locale, self.name_zh, self.name_en)?,
            choice: values.map(|value| value.into_language(locale)).collect(),
            picture: pictures::address(&self.picture?, &self.palette?),
            price: Money::from_fen(price),
            price_before: (price != self.added_price_fen).then(|| Money::from_fen(self.added_price_fen)),
        })
    }
}

/// The lines of a cart, the newest first. Looking at a cart is using it; that is written down once an hour.
pub(super) async fn lines(pool: &PgPool, owner: &Owner, locale: Locale) -> sqlx::Result<Vec<Line>> {
    let rows = sqlx::query_as!(
        LineRow,
        r#"
        with used as (
            update mall.cart set used_at = now()
            where owner = $1 and used_at < now() - interval '1 hour' and not mall.cart_is_over(owner, used_at)
        )
        select l.sku_id, l.quantity, l.ticked, l.price_fen as added_price_fen,
               s.price_fen as "price_fen?", s.stock as "stock?", s.choice as "choice?: Json<Vec<Bilingual>>",
               p.name_zh as "name_zh?", p.name_en as "name_en?", p.picture as "picture?", p.palette as "palette?"
        from mall.cart c
        join mall.cart_line l on l.owner = c.owner
        left join mall.sku s on s.id = l.sku_id
        left join mall.product p on p.id = s.product_id
        where c.owner = $1 and not mall.cart_is_over(c.owner, c.used_at)
        order by l.added_at desc, l.sku_id
        "#,
        owner.as_str()
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| row.into_line(locale)).collect())
}

/// Deletes carts that are over, a batch of them that nobody else is at. Returns how many there were.
pub(super) async fn delete_over(pool: &PgPool, batch: i64) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "delete from mall.cart where owner in (
             select c.owner from mall.cart c
             where c.used_at < now() - interval '30 days' and mall.cart_is_over(c.owner, c.used_at)
             order by c.used_at limit $1 for update skip locked
         )",
        batch
    );
    Ok(done.execute(pool).await?.rows_affected())
}
