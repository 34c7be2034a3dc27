//! Statements about orders. What may happen to one is said in `migrations/0020_orders.sql`.

use crate::order::{
    model::{Allowed, Filter, Order, OrderCard, OrderLine, PAGE_SIZE, State, Times},
    notice::{LeftOut, Why},
};
use app_kernel::{Locale, MemberId, Money, SkuId};
use app_mall::server::{
    bilingual::{Bilingual, in_language},
    pictures,
};
use sqlx::{PgPool, types::Json};

struct LineRow {
    order_id: i64,
    sku_id: i64,
    quantity: i32,
    price_fen: i64,
    name_zh: String,
    name_en: String,
    choice: Json<Vec<Bilingual>>,
    picture: String,
    palette: String,
}

impl LineRow {
    fn into_line(self, locale: Locale) -> OrderLine {
        let values = self.choice.0.into_iter();
        OrderLine {
            sku: SkuId(self.sku_id),
            quantity: self.quantity,
            price: Money::from_fen(self.price_fen),
            name: in_language(locale, self.name_zh, self.name_en),
            choice: values.map(|value| value.into_language(locale)).collect(),
            picture: pictures::address(&self.picture, &self.palette),
        }
    }
}

async fn lines(pool: &PgPool, orders: &[i64]) -> sqlx::Result<Vec<LineRow>> {
    sqlx::query_as!(
        LineRow,
        r#"select order_id, sku_id, quantity, price_fen, name_zh, name_en, choice as "choice: Json<Vec<Bilingual>>", picture, palette
           from mall.order_line where order_id = any($1) order by order_id, sku_id"#,
        orders
    )
    .fetch_all(pool)
    .await
}

/// A page of a member's orders, the newest first, and how many there are in all.
pub(super) async fn cards(
    pool: &PgPool,
    member: MemberId,
    filter: Filter,
    offset: i64,
    locale: Locale,
) -> sqlx::Result<(Vec<OrderCard>, i64)> {
    let states = filter.states();
    let rows = sqlx::query!(
        r#"select o.id, o.number, o.placed_at, o.total_fen as "total_fen!", mall.order_state(o) as "state!",
                  coalesce(o.cancelled_by = 'overdue', false) as "is_overdue!",
                  exists (
                      select from mall.payment p
                      where p.order_id = o.id and p.refund_wanted_at is not null and p.refunded_at is null
                  ) as "refund_due!",
                  mall.order_may(o, 'pay') and not mall.order_may(o, 'close') as "may_pay!",
                  mall.order_may(o, 'cancel') as "may_cancel!", mall.order_may(o, 'receive') as "may_receive!",
                  count(*) over () as "all!"
           from mall.order o
           where o.member_id = $1 and mall.order_state(o) = any($2)
           order by o.id desc limit $3 offset $4"#,
        member.0,
        &states,
        PAGE_SIZE,
        offset
    );
    let rows = rows.fetch_all(pool).await?;
    let total = rows.first().map_or(0, |row| row.all);
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mut all_lines = lines(pool, &ids).await?;
    let cards = rows.into_iter().map(|row| {
        let own = all_lines.extract_if(.., |line| line.order_id == row.id);
        let lines: Vec<_> = own.map(|line| line.into_line(locale)).collect();
        OrderCard {
            number: row.number,
            state: State::of(&row.state, row.is_overdue, row.refund_due),
            placed_at: row.placed_at,
            total: Money::from_fen(row.total_fen),
            pieces: lines.iter().map(|line| i64::from(line.quantity)).sum(),
            may: Allowed {
                pay: row.may_pay,
                cancel: row.may_cancel,
                receive: row.may_receive,
            },
            lines,
        }
    });
    Ok((cards.collect(), total))
}

/// An order of a member.
pub(super) async fn order(
    pool: &PgPool,
    member: MemberId,
    number: &str,
    locale: Locale,
) -> sqlx::Result<Option<Order>> {
    let row = sqlx::query!(
        r#"select o.id, o.number, o.recipient, o.phone, o.district, o.street, o.note, o.goods_fen, o.freight_fen,
                  o.total_fen as "total_fen!", o.placed_at, o.paid_at, o.shipped_at, o.tracking, o.received_at, o.cancelled_at,
                  o.refunded_at, p.paid_at as "paid_late?", mall.order_state(o) as "state!",
                  coalesce(o.cancelled_by = 'overdue', false) as "is_overdue!",
                  p.refund_wanted_at is not null and p.refunded_at is null as "refund_due!",
                  greatest(0, ceil(extract(epoch from o.due_at - now()) / 60))::bigint as "minutes_left!",
                  mall.order_may(o, 'pay') and not mall.order_may(o, 'close') as "may_pay!",
                  mall.order_may(o, 'cancel') as "may_cancel!", mall.order_may(o, 'receive') as "may_receive!"
           from mall.order o
           left join mall.payment p on p.order_id = o.id and o.paid_at is null
           where o.number = $1 and o.member_id = $2"#,
        number,
        member.0
    );
    let Some(row) = row.fetch_optional(pool).await? else {
        return Ok(None);
    };
    let lines = lines(pool, &[row.id]).await?;
    Ok(Some(Order {
        number: row.number,
        state: State::of(&row.state, row.is_overdue, row.refund_due),
        times: Times {
            placed: row.placed_at,
            paid: row.paid_at,
            shipped: row.shipped_at,
            received: row.received_at,
            cancelled: row.cancelled_at,
            paid_late: row.paid_late,
            refunded: row.refunded_at,
        },
        is_overdue: row.is_overdue,
        minutes_left: row.minutes_left,
        tracking: row.tracking,
        recipient: row.recipient,
        phone: row.phone,
        district: row.district,
        street: row.street,
        note: row.note,
        goods: Money::from_fen(row.goods_fen),
        freight: Money::from_fen(row.freight_fen),
        total: Money::from_fen(row.total_fen),
        may: Allowed {
            pay: row.may_pay,
            cancel: row.may_cancel,
            receive: row.may_receive,
        },
        lines: lines.into_iter().map(|line| line.into_line(locale)).collect(),
    }))
}

/// Whether a member has an order with this number.
pub(super) async fn has(pool: &PgPool, member: MemberId, number: &str) -> sqlx::Result<bool> {
    let found = sqlx::query_scalar!(
        r#"select exists (select from mall.order where number = $1 and member_id = $2) as "has!""#,
        number,
        member.0
    );
    found.fetch_one(pool).await
}

/// Cancels an order of a member. False if that is not allowed.
pub(super) async fn cancel(pool: &PgPool, member: MemberId, number: &str) -> sqlx::Result<bool> {
    let done = sqlx::query_scalar!(r#"select mall.order_cancel($1, $2) as "done!""#, member.0, number);
    done.fetch_one(pool).await
}

/// Writes down that an order of a member has arrived. False if that is not allowed.
pub(super) async fn receive(pool: &PgPool, member: MemberId, number: &str) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update mall.order o set received_at = now()
         where o.number = $1 and o.member_id = $2 and mall.order_may(o, 'receive')",
        number,
        member.0
    );
    Ok(done.execute(pool).await?.rows_affected() == 1)
}

/// What came of putting an order into the cart again.
pub(super) struct Again {
    /// The number of products of which something was added.
    pub(super) added: usize,
    /// The number of products that are in the cart now, as many of each as were ordered.
    pub(super) in_cart: usize,
    /// What is not.
    pub(super) left_out: Vec<LeftOut>,
    /// The pieces in the cart.
    pub(super) pieces: i64,
}

/// Sees to it that what was ordered is in the member's cart. `None` if the member has no such order.
pub(super) async fn again(pool: &PgPool, member: MemberId, number: &str) -> sqlx::Result<Option<Again>> {
    let rows = sqlx::query!(
        r#"select l.sku_id, a.outcome as "outcome!", a.pieces as "pieces!"
           from mall.order o
           join mall.order_line l on l.order_id = o.id
           cross join lateral mall.cart_ensure('member ' || o.member_id, l.sku_id, l.quantity) a
           where o.number = $1 and o.member_id = $2"#,
        number,
        member.0
    );
    let rows = rows.fetch_all(pool).await?;
    // Every order has a line. Each one found the cart as those before had left it.
    let Some(pieces) = rows.iter().map(|row| row.pieces).max() else {
        return Ok(None);
    };
    let left_out: Vec<_> = rows
        .iter()
        .filter_map(|row| {
            let why = match row.outcome.as_str() {
                "added" | "there" => return None,
                "sold-out" => Why::SoldOut,
                "full" => Why::NoRoom,
                _ => Why::Withdrawn,
            };
            let sku = SkuId(row.sku_id);
            Some(LeftOut { sku, why })
        })
        .collect();
    Ok(Some(Again {
        added: rows.iter().filter(|row| row.outcome == "added").count(),
        in_cart: rows.len() - left_out.len(),
        left_out,
        pieces,
    }))
}
