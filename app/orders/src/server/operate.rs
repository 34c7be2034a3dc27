//! Commands for operators.

use anyhow::{bail, ensure};
use app_kernel::text::comparable;
use sqlx::PgPool;

/// The lines of the commands in `--help`.
pub(super) const ORDER_HELP: &str = "order ship NUMBER [TRACKING]: a paid order is on its way";
pub(super) const BOOKS_HELP: &str =
    "compare stock, orders, payments and refunds; fails if they do not add up";

/// `order ship NUMBER [TRACKING]`.
pub(super) async fn order(pool: &PgPool, words: &[String]) -> anyhow::Result<()> {
    let (number, tracking) = match words {
        [verb, number] if verb == "ship" => (number, None),
        [verb, number, tracking] if verb == "ship" => (number, Some(tracking)),
        _ => bail!("write: {ORDER_HELP}"),
    };
    let tracking = tracking.map(|tracking| tracking_number(tracking)).transpose()?;
    let shipped = sqlx::query!(
        "update mall.order o set shipped_at = now(), tracking = $2 where o.number = $1 and mall.order_may(o, 'ship')",
        number,
        tracking
    );
    let shipped = shipped.execute(pool).await?.rows_affected();
    if shipped == 0 {
        let known = sqlx::query!("select from mall.order where number = $1", number);
        let is_known = known.fetch_optional(pool).await?.is_some();
        ensure!(is_known, "there is no order {number}");
        bail!("order {number} is not paid, was cancelled, or is on its way already");
    }
    println!("order {number} is on its way");
    Ok(())
}

/// The most characters of a number of the carrier.
const TRACKING_LENGTH: usize = 64;

/// A number of the carrier as members read it: one line.
fn tracking_number(typed: &str) -> anyhow::Result<String> {
    let number = comparable(typed);
    let length = number.chars().count();
    ensure!(
        (1..=TRACKING_LENGTH).contains(&length),
        "a tracking number has 1 to {TRACKING_LENGTH} characters, this one has {length}"
    );
    Ok(number)
}

/// `books`.
pub(super) async fn books(pool: &PgPool) -> anyhow::Result<()> {
    let mut transaction = pool.begin().await?;
    // Reads everything, and nobody waits for it.
    sqlx::query("select set_config('statement_timeout', '10min', true)")
        .execute(&mut *transaction)
        .await?;
    let wrong = sqlx::query!(
        r#"select rule as "rule!", subject as "subject!", expected as "expected!", found as "found!" from mall.books()"#
    );
    let wrong = wrong.fetch_all(&mut *transaction).await?;
    let flags = sqlx::query!(
        r#"select p.number, f.reason, f.said::text as "said!", f.flagged_at::text as "flagged_at!"
           from mall.payment_flag f join mall.payment p on p.id = f.payment_id order by f.id"#
    );
    let flags = flags.fetch_all(&mut *transaction).await?;
    let counts = sqlx::query!(
        r#"select (select count(*) from mall.order) as "orders!", (select count(*) from mall.payment) as "payments!""#
    );
    let counts = counts.fetch_one(&mut *transaction).await?;
    for flag in &flags {
        println!(
            "for a person: payment {} ({}): {}, {}",
            flag.number, flag.reason, flag.said, flag.flagged_at
        );
    }
    for row in &wrong {
        println!(
            "{}: {} should be {}, is {}",
            row.rule, row.subject, row.expected, row.found
        );
    }
    ensure!(
        wrong.is_empty(),
        "the books do not add up in {} places",
        wrong.len()
    );
    println!(
        "the books add up: {} orders, {} payments",
        counts.orders, counts.payments
    );
    Ok(())
}
