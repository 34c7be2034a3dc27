//! Use cases of paying.

mod endpoints;
mod settle;
mod sql;

pub(crate) use endpoints::{asks_again, endpoints, notices};
pub(crate) use settle::{Outcome, settle};
pub(crate) use sql::{Due, not_paid, refunded, take_question, take_refund};

use crate::{order_number::order_number, server::Orders};
use app_kernel::{Failure, MemberId};
use app_mall::server::read::within_timeout;

/// What there is to pay for an order of a member; `None` if the member has no such order.
pub(crate) async fn due(orders: &Orders, member: MemberId, order: &str) -> Result<Option<Due>, Failure> {
    let Some(order) = order_number(order) else {
        return Ok(None);
    };
    within_timeout(sql::due(&orders.pool, member, order)).await
}
