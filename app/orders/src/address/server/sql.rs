//! Statements about addresses.

use crate::address::model::Address;
use app_kernel::MemberId;
use sqlx::PgPool;

/// The addresses of a member, the default first.
pub(crate) async fn own_addresses(pool: &PgPool, member: MemberId) -> sqlx::Result<Vec<Address>> {
    sqlx::query_as!(
        Address,
        "select id, recipient, phone, district, street, is_default from mall.address
         where member_id = $1 order by is_default desc, id desc",
        member.0
    )
    .fetch_all(pool)
    .await
}
