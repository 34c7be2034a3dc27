//! Use cases of addresses.

mod endpoints;
mod sql;

pub(crate) use endpoints::endpoints;
pub(crate) use sql::own_addresses;

use super::model::Address;
use crate::server::Orders;
use app_kernel::{Failure, MemberId};
use app_mall::server::read::within_timeout;

/// The addresses of a member, the default first.
pub(super) async fn addresses(member: MemberId) -> Result<Vec<Address>, Failure> {
    let pool = Orders::of_request()?.pool;
    within_timeout(own_addresses(&pool, member)).await
}
