//! Use cases of orders.

mod endpoints;
mod sql;

pub(crate) use endpoints::endpoints;

use super::model::{Filter, Order, OrderCard, PAGE_SIZE};
use crate::{order_number::order_number, server::Orders};
use app_kernel::{Failure, Locale, MemberId};
use app_mall::server::read::within_timeout;
use app_ui::pagination::offset;

/// A page of a member's orders, the newest first, and how many there are in all; `None` if there is no such page.
pub(super) async fn orders(
    member: MemberId,
    filter: Filter,
    page: i64,
    locale: Locale,
) -> Result<Option<(Vec<OrderCard>, i64)>, Failure> {
    let Some(offset) = offset(page, PAGE_SIZE) else {
        return Ok(None);
    };
    let pool = Orders::of_request()?.pool;
    let (cards, total) = within_timeout(sql::cards(&pool, member, filter, offset, locale)).await?;
    let is_page = page == 1 || !cards.is_empty();
    Ok(is_page.then_some((cards, total)))
}

/// An order of a member; `None` if the member has no such order.
pub(super) async fn order(member: MemberId, number: &str, locale: Locale) -> Result<Option<Order>, Failure> {
    let Some(number) = order_number(number) else {
        return Ok(None);
    };
    let pool = Orders::of_request()?.pool;
    within_timeout(sql::order(&pool, member, number, locale)).await
}
