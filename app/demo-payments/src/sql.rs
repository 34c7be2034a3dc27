//! Statements on the schema `demo_payments`.

use crate::protocol::{Message, NotGenuine};
use sqlx::PgPool;
use std::time::Duration;
use tokio::time::timeout;

/// A statement that takes longer counts as an outage of the database.
const TIMEOUT: Duration = Duration::from_secs(2);

/// The database does not answer. Why not is in the log.
pub(crate) struct Away;

/// The result of a statement, unless it takes too long.
pub(crate) async fn within_timeout<T>(statement: impl Future<Output = sqlx::Result<T>>) -> Result<T, Away> {
    timeout(TIMEOUT, statement)
        .await
        .map_err(|_| Away)?
        .map_err(|error| {
            tracing::error!(%error, "the demo provider's tables cannot be used");
            Away
        })
}

/// The key that the merchant has in common with the provider. Both are one installation here, so both read it where it was made.
pub(crate) async fn key(pool: &PgPool) -> sqlx::Result<Vec<u8>> {
    sqlx::query_scalar!("select value from mall.secret where name = 'demo-payments'")
        .fetch_one(pool)
        .await
}

/// How far a payment has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// The payment can be made.
    Open,
    Paid,
    /// The payment was made, and the money went back.
    Refunded,
}

impl State {
    /// Its name in messages.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Paid => "paid",
            Self::Refunded => "refunded",
        }
    }
}

/// A payment that a merchant has asked for.
pub(crate) struct Trade {
    pub(crate) number: String,
    pub(crate) reference: String,
    pub(crate) amount_fen: i64,
    pub(crate) subject: String,
    pub(crate) return_url: String,
    pub(crate) state: State,
}

/// A payment by the merchant's number.
pub(crate) async fn find(pool: &PgPool, number: &str) -> sqlx::Result<Option<Trade>> {
    let row = sqlx::query!(
        r#"select number, reference, amount_fen, subject, return_url,
                  paid_at is not null as "is_paid!", refunded_at is not null as "is_refunded!"
           from demo_payments.trade where number = $1"#,
        number
    );
    Ok(row.fetch_optional(pool).await?.map(|row| Trade {
        number: row.number,
        reference: row.reference,
        amount_fen: row.amount_fen,
        subject: row.subject,
        return_url: row.return_url,
        state: match (row.is_paid, row.is_refunded) {
            (_, true) => State::Refunded,
            (true, false) => State::Paid,
            (false, false) => State::Open,
        },
    }))
}

/// The payment that a message asks for, from the first time on the same.
///
/// # Errors
/// The inner one if it asks under a known number for something else.
pub(crate) async fn open(
    pool: &PgPool,
    asked: &Message,
    amount: i64,
    reference: &str,
) -> sqlx::Result<Result<Trade, NotGenuine>> {
    sqlx::query!(
        "insert into demo_payments.trade (number, reference, amount_fen, subject, return_url, notice_url)
         values ($1, $2, $3, $4, $5, $6) on conflict (number) do nothing",
        asked.get("number"),
        reference,
        amount,
        asked.get("subject"),
        asked.get("return"),
        asked.get("notice")
    )
    .execute(pool)
    .await?;
    let trade = find(pool, asked.get("number"))
        .await?
        .ok_or(sqlx::Error::RowNotFound)?;
    Ok(if trade.amount_fen == amount {
        Ok(trade)
    } else {
        Err(NotGenuine)
    })
}

/// How often the merchant is told of a payment, and after how long for the first time.
pub(crate) struct Wish {
    pub(crate) notices: i32,
    pub(crate) after: Duration,
}

/// Pays, once: who pays again has paid.
pub(crate) async fn pay(pool: &PgPool, number: &str, wish: Wish) -> sqlx::Result<State> {
    sqlx::query!(
        "with paid as (
             update demo_payments.trade set paid_at = now(), declined_at = null
             where number = $1 and paid_at is null returning number
         )
         insert into demo_payments.notice (number, due_at)
         select paid.number, now() + make_interval(secs => $3) from paid, generate_series(1, $2)",
        number,
        wish.notices,
        wish.after.as_secs_f64()
    )
    .execute(pool)
    .await?;
    Ok(State::Paid)
}

/// Does not pay, unless it is paid already.
pub(crate) async fn decline(pool: &PgPool, number: &str) -> sqlx::Result<State> {
    let declined = sqlx::query!(
        "update demo_payments.trade set declined_at = now() where number = $1 and paid_at is null",
        number
    )
    .execute(pool)
    .await?;
    Ok(if declined.rows_affected() == 0 {
        State::Paid
    } else {
        State::Open
    })
}

/// What came of a wish for a refund.
pub(crate) enum Refund {
    Done,
    Unknown,
    /// The payment was not made, or was of another amount.
    NotThat,
}

/// Gives back what was paid, once.
pub(crate) async fn refund(pool: &PgPool, number: &str, amount: i64) -> sqlx::Result<Refund> {
    let trade = sqlx::query!(
        r#"update demo_payments.trade t set refunded_at = case
               when t.paid_at is not null and t.amount_fen = $2 then coalesce(t.refunded_at, now())
               else t.refunded_at
           end
           where number = $1 returning paid_at is not null and amount_fen = $2 as "is_done!""#,
        number,
        amount
    );
    Ok(match trade.fetch_optional(pool).await? {
        None => Refund::Unknown,
        Some(trade) if trade.is_done => Refund::Done,
        Some(_) => Refund::NotThat,
    })
}

/// What the merchant is to be told now.
pub(crate) struct Due {
    pub(crate) id: i64,
    pub(crate) number: String,
    pub(crate) amount_fen: i64,
    pub(crate) reference: String,
    pub(crate) notice_url: String,
}

/// Takes a notice that is due and that nobody else is at. It is due again after twice the time, up to an hour, if the merchant does not hear it;
/// after a day the provider gives up.
pub(crate) async fn take(pool: &PgPool) -> sqlx::Result<Option<Due>> {
    let taken = sqlx::query_as!(
        Due,
        "update demo_payments.notice n
         set attempts = n.attempts + 1, due_at = now() + least(interval '1 hour', interval '2 seconds' * 2 ^ least(n.attempts, 12))
         from demo_payments.trade t
         where t.number = n.number and n.id = (
             select n.id from demo_payments.notice n join demo_payments.trade t on t.number = n.number
             where n.heard_at is null and n.due_at <= now() and t.paid_at > now() - interval '1 day'
             order by n.due_at limit 1 for update of n skip locked
         )
         returning n.id, t.number, t.amount_fen, t.reference, t.notice_url"
    );
    taken.fetch_optional(pool).await
}

/// The merchant has heard it.
pub(crate) async fn heard(pool: &PgPool, id: i64) -> sqlx::Result<()> {
    sqlx::query!(
        "update demo_payments.notice set heard_at = now() where id = $1",
        id
    )
    .execute(pool)
    .await?;
    Ok(())
}
