//! What comes of money that a provider says it has.

use super::sql;
use crate::{payment::provider::Settled, server::Orders};
use app_kernel::Failure;
use app_mall::server::read::within_timeout;

/// What came of a notice. In `mall.payment_settle` the words mean the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The order is paid.
    Paid,
    /// Nothing new: the payment was known.
    Again,
    /// The order is closed, and the money goes back.
    Late,
    /// The amount is another one than was asked for, which a person looks at.
    Amount,
    /// There is no such payment.
    Unknown,
}

/// Writes down that a provider has the money.
///
/// # Errors
/// [`Failure::Unavailable`] if the database does not answer.
pub(crate) async fn settle(orders: &Orders, settled: &Settled) -> Result<Outcome, Failure> {
    let outcome = within_timeout(sql::settle(&orders.pool, settled)).await?;
    Ok(match outcome.as_str() {
        "paid" => Outcome::Paid,
        "again" => Outcome::Again,
        "late" => {
            tracing::info!(
                payment = settled.number.as_str(),
                "paid after it was closed; the money goes back"
            );
            Outcome::Late
        }
        "amount" => {
            tracing::error!(
                payment = settled.number.as_str(),
                fen = settled.fen,
                "the provider has another amount than was asked for"
            );
            Outcome::Amount
        }
        _ => Outcome::Unknown,
    })
}
