//! Statements about payments. What they mean is in `migrations/0020_orders.sql`.

use crate::payment::provider::Settled;
use app_kernel::{MemberId, Money};
use sqlx::PgPool;

/// What there is to pay for an order.
pub(crate) struct Due {
    /// The amount.
    pub(crate) amount: Money,
    /// The number of seconds until the order is closed.
    pub(crate) seconds_left: i64,
    /// Whether there is still something to be paid.
    pub(crate) is_open: bool,
}

/// What there is to pay for an order of a member; `None` if the member has no such order.
pub(super) async fn due(pool: &PgPool, member: MemberId, order: &str) -> sqlx::Result<Option<Due>> {
    let row = sqlx::query!(
        r#"select o.total_fen as "total_fen!", mall.order_may(o, 'pay') and not mall.order_may(o, 'close') as "is_due!",
                  greatest(0, ceil(extract(epoch from o.due_at - now())))::bigint as "seconds_left!"
           from mall.order o where o.number = $1 and o.member_id = $2"#,
        order,
        member.0
    );
    let row = row.fetch_optional(pool).await?;
    Ok(row.map(|row| Due {
        amount: Money::from_fen(row.total_fen),
        seconds_left: row.seconds_left,
        is_open: row.is_due,
    }))
}

/// A payment as it is asked for: its number at the provider, and the amount.
pub(super) struct Begun {
    pub(super) number: String,
    pub(super) amount: Money,
}

/// Begins to pay for an order of a member, or goes on with it; `None` if there is nothing to be paid.
pub(super) async fn begin(
    pool: &PgPool,
    member: MemberId,
    order: &str,
    provider: &str,
) -> sqlx::Result<Option<Begun>> {
    let row = sqlx::query!(
        "select number, amount_fen from mall.payment_begin($1, $2, $3)",
        member.0,
        order,
        provider
    );
    let row = row.fetch_one(pool).await?;
    Ok(row.number.zip(row.amount_fen).map(|(number, fen)| Begun {
        number,
        amount: Money::from_fen(fen),
    }))
}

/// Writes down that the provider has the money. The outcome is paid, again, late, amount or unknown.
pub(super) async fn settle(pool: &PgPool, settled: &Settled) -> sqlx::Result<String> {
    let outcome = sqlx::query_scalar!(
        r#"select mall.payment_settle($1, $2, $3) as "outcome!""#,
        settled.number.as_str(),
        settled.fen,
        settled.reference.as_str()
    );
    outcome.fetch_one(pool).await
}

/// An order that is paid for.
pub(super) struct PaidFor {
    pub(super) number: String,
    /// Whether it can still be paid.
    pub(super) is_due: bool,
}

/// The order that a payment is for.
pub(super) async fn order_of(pool: &PgPool, payment: &str) -> sqlx::Result<Option<PaidFor>> {
    let order = sqlx::query_as!(
        PaidFor,
        r#"select o.number, mall.order_may(o, 'pay') and not mall.order_may(o, 'close') as "is_due!"
           from mall.order o join mall.payment p on p.order_id = o.id where p.number = $1"#,
        payment
    );
    order.fetch_optional(pool).await
}

/// Takes a payment to ask its provider about: it was begun, nobody has said that it was made, and its order was closed or shall be. One that
/// nobody else is at, and that was not asked about a moment ago: after each question without an answer twice as long is waited, up to ten
/// minutes, and after a day nobody asks.
pub(crate) async fn take_question(pool: &PgPool, provider: &str) -> sqlx::Result<Option<String>> {
    let taken = sqlx::query_scalar!(
        "update mall.payment p set asked_at = now(), ask_attempts = p.ask_attempts + 1
         where p.id = (
             select p.id from mall.payment p join mall.order o on o.id = p.order_id
             where p.paid_at is null and p.unpaid_at is null and p.provider = $1
               and coalesce(o.cancelled_at, o.due_at) between now() - interval '1 day' and now()
               and (p.asked_at is null
                    or p.asked_at < now() - least(interval '10 minutes', interval '1 second' * 2 ^ least(p.ask_attempts, 12)))
             order by p.asked_at nulls first limit 1 for update of p skip locked
         )
         returning p.number",
        provider
    );
    taken.fetch_optional(pool).await
}

/// Writes down that the provider has no money for a payment.
pub(crate) async fn not_paid(pool: &PgPool, payment: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "update mall.payment set unpaid_at = now() where number = $1 and paid_at is null and unpaid_at is null",
        payment
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// A payment whose money shall go back.
pub(crate) struct ToRefund {
    pub(crate) number: String,
    pub(crate) amount_fen: i64,
}

/// Takes a payment to be refunded that nobody else is at, and that was not tried a moment ago: after each try that failed twice as long
/// is waited, up to an hour.
pub(crate) async fn take_refund(pool: &PgPool) -> sqlx::Result<Option<ToRefund>> {
    let taken = sqlx::query_as!(
        ToRefund,
        "update mall.payment p set refund_tried_at = now(), refund_attempts = p.refund_attempts + 1
         where p.id = (
             select p.id from mall.payment p
             where p.refund_wanted_at is not null and p.refunded_at is null
               and (p.refund_tried_at is null
                    or p.refund_tried_at < now() - least(interval '1 hour', interval '2 seconds' * 2 ^ least(p.refund_attempts, 12)))
             order by p.refund_tried_at nulls first limit 1 for update skip locked
         )
         returning p.number, p.amount_fen"
    );
    taken.fetch_optional(pool).await
}

/// Writes down that the provider has given the money back.
pub(crate) async fn refunded(pool: &PgPool, payment: &str) -> sqlx::Result<bool> {
    let done = sqlx::query_scalar!(r#"select mall.payment_refunded($1) as "done!""#, payment);
    done.fetch_one(pool).await
}
