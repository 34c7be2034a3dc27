//! Use cases of the checkout.

mod endpoints;
mod sql;

pub(crate) use endpoints::{NOTE_LENGTH, endpoints, wanted};

use super::{
    confirmation::Confirmation,
    model::{CheckoutLine, Total, Wanted},
};
use crate::server::Orders;
use app_kernel::{Failure, Locale, MemberId};
use app_mall::server::read::within_timeout;

/// What a member is about to buy, and what it comes to.
pub(crate) struct Checkout {
    /// The lines, also those of which there is too little.
    pub(crate) lines: Vec<CheckoutLine>,
    /// What the others come to.
    pub(crate) total: Total,
    /// What the form confirms with.
    pub(crate) confirmation: String,
}

/// Reads what a member is about to buy, and what it comes to when it is sent to a province (the first two digits of a district's code).
pub(crate) async fn look(
    orders: &Orders,
    member: MemberId,
    wanted: Wanted,
    province: &str,
    locale: Locale,
) -> Result<Checkout, Failure> {
    let key = orders.secrets().await?.confirmation.as_slice();
    let pool = &orders.pool;
    let lines = within_timeout(sql::lines(pool, member, wanted, locale)).await?;
    let total = within_timeout(sql::total(pool, member, wanted, province)).await?;
    Ok(Checkout {
        lines,
        confirmation: Confirmation::offer(key, member, total.shown_at),
        total,
    })
}
