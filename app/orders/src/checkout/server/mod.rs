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
    /// The number of an order that the member has just placed for it. Whoever goes back in the browser is told of it, before they order
    /// the same again.
    pub(crate) just_placed: Option<String>,
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
    // What is in the cart now, nobody has ordered, also if there is too little of it.
    let just_placed = match wanted {
        Wanted::Cart if !lines.is_empty() => None,
        _ => within_timeout(sql::just_placed(pool, member, wanted)).await?,
    };
    Ok(Checkout {
        lines,
        confirmation: Confirmation::offer(key, member, total.shown_at),
        total,
        just_placed,
    })
}
