//! What happens to orders by itself, in every copy, whichever comes first.

use super::{Orders, ask, forget};
use crate::payment::server::{refunded, take_refund};
use app_kernel::Money;
use sqlx::PgPool;
use std::time::Duration;
use tokio::time::sleep;

/// The time between two rounds of a copy.
const EVERY: Duration = Duration::from_secs(2);
/// A statement never holds the rows of more orders than this.
const BATCH: i32 = 100;
/// The time that a paid order waits until its pieces count as sold, together with those of all others since. What is sold is in lists, and every
/// change of it makes each copy read again what it shows.
const COUNT_AFTER: Duration = Duration::from_mins(5);

/// Forgets members who have deleted their accounts, closes orders that were not paid in time, gives back money, counts what was sold, and ships
/// demo orders, for as long as the process lives.
///
/// Every step is one transaction that takes rows which nobody else is at, so copies share the work, and one that is killed leaves nothing half
/// done. Giving back is asked of the provider before it is written down; asked twice, the provider does it once.
pub(super) async fn run(orders: &Orders) {
    loop {
        sleep(EVERY).await;
        if let Err(error) = round(orders).await {
            tracing::warn!(%error, "orders cannot be looked after; trying again");
        }
    }
}

async fn round(orders: &Orders) -> anyhow::Result<()> {
    forget::forget_members(&orders.pool).await?;
    ask::ask(orders).await?;
    let closed = close_overdue(&orders.pool).await?;
    if closed > 0 {
        tracing::info!(closed, "orders were not paid in time");
    }
    if orders.demo {
        ship_paid(&orders.pool).await?;
    }
    count_sales(&orders.pool).await?;
    give_back(orders).await
}

/// Closes the orders that were not paid in time, in batches. Returns how many there were.
///
/// # Errors
/// If the database does not answer.
pub(super) async fn close_overdue(pool: &PgPool) -> sqlx::Result<i32> {
    let mut total = 0;
    loop {
        let closed = sqlx::query_scalar!(
            r#"select mall.orders_close($1, make_interval(secs => $2)) as "closed!""#,
            BATCH,
            ask::PATIENCE.as_secs_f64()
        );
        let closed = closed.fetch_one(pool).await?;
        total += closed;
        if closed < BATCH {
            return Ok(total);
        }
    }
}

/// Counts the pieces of paid orders as sold, and takes back those of cancelled ones: once one of them has waited, all of them.
async fn count_sales(pool: &PgPool) -> sqlx::Result<()> {
    let mut wait = COUNT_AFTER;
    loop {
        let counted = sqlx::query_scalar!(
            r#"select mall.sales_count($1, make_interval(secs => $2)) as "counted!""#,
            BATCH,
            wait.as_secs_f64()
        );
        if counted.fetch_one(pool).await? < BATCH {
            return Ok(());
        }
        wait = Duration::ZERO;
    }
}

/// The clock of the demo: what was paid a minute ago is on its way.
async fn ship_paid(pool: &PgPool) -> sqlx::Result<()> {
    sqlx::query!(
        "update mall.order o set shipped_at = now(), tracking = 'DEMO' || o.number
         where o.id in (
             select o.id from mall.order o
             where o.paid_at < now() - interval '1 minute' and o.shipped_at is null and o.cancelled_at is null and o.paid_at is not null
             order by o.paid_at limit $1 for update skip locked
         ) and mall.order_may(o, 'ship')",
        i64::from(BATCH)
    )
    .execute(pool)
    .await?;
    Ok(())
}

async fn give_back(orders: &Orders) -> anyhow::Result<()> {
    let Ok(Some(provider)) = orders.provider().await else {
        return Ok(());
    };
    while let Some(payment) = take_refund(&orders.pool).await? {
        match provider
            .refund(&payment.number, Money::from_fen(payment.amount_fen))
            .await
        {
            Ok(()) => {
                refunded(&orders.pool, &payment.number).await?;
                tracing::info!(payment = payment.number, "the money has gone back");
            }
            Err(error) => {
                tracing::warn!(payment = payment.number, %error, "the money could not be given back; trying again later");
            }
        }
    }
    Ok(())
}
