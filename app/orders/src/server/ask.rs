//! Asking the provider about orders that are over, and whose payment was begun.

use super::Orders;
use crate::payment::{
    provider::PaymentProvider,
    server::{Outcome, not_paid, settle, take_question},
};
use std::time::Duration;

/// The longest that an order which was not paid in time waits for the provider to say so. Whatever is heard of its payment later goes back.
pub(super) const PATIENCE: Duration = Duration::from_hours(1);
/// The most questions of a round: the rest of its work waits meanwhile.
const AT_MOST: usize = 100;

/// Asks the provider about payments that were begun for orders which are over, and of which nobody has heard: a notice can be lost, and a
/// payer need not come back. What it has is an order's that waits for it, or goes back. When it does not answer, nobody asks on in this
/// round.
pub(super) async fn ask(orders: &Orders) -> anyhow::Result<()> {
    let Ok(Some(provider)) = orders.provider().await else {
        return Ok(());
    };
    for _ in 0..AT_MOST {
        let Some(payment) = take_question(&orders.pool, provider.name()).await? else {
            break;
        };
        if let Err(error) = about(orders, provider, &payment).await {
            tracing::warn!(payment, %error, "it is not known whether the payment was made; asking again later");
            break;
        }
    }
    Ok(())
}

async fn about(orders: &Orders, provider: &dyn PaymentProvider, payment: &str) -> anyhow::Result<()> {
    if let Some(settled) = provider.ask(payment).await?
        && let Outcome::Paid | Outcome::Again | Outcome::Late = settle(orders, &settled).await?
    {
        tracing::info!(payment, "paid, which nobody had said");
        return Ok(());
    }
    Ok(not_paid(&orders.pool, payment).await?)
}
