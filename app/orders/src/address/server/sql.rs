//! Statements about addresses. A member's are changed one after the other (`mall.address_*`), so that one of them is the default.

use crate::address::{form::Checked, model::Address};
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

/// Adds an address. Its id, or that of the very same one; none if the member has as many as one can have.
pub(super) async fn add(pool: &PgPool, member: MemberId, address: &Checked) -> sqlx::Result<Option<i64>> {
    let id = sqlx::query_scalar!(
        "select mall.address_add($1, $2, $3, $4, $5, $6)",
        member.0,
        address.recipient,
        address.phone,
        address.district,
        address.street,
        address.is_default
    );
    id.fetch_one(pool).await
}

/// Changes an address of a member. False if the member has none such.
pub(super) async fn change(
    pool: &PgPool,
    member: MemberId,
    id: i64,
    address: &Checked,
) -> sqlx::Result<bool> {
    let done = sqlx::query_scalar!(
        r#"select mall.address_change($1, $2, $3, $4, $5, $6, $7) as "done!""#,
        member.0,
        id,
        address.recipient,
        address.phone,
        address.district,
        address.street,
        address.is_default
    );
    done.fetch_one(pool).await
}

/// Removes an address of a member; if it was the default, the newest other one is. The address as it was; none if the member has none such.
pub(super) async fn remove(pool: &PgPool, member: MemberId, id: i64) -> sqlx::Result<Option<Address>> {
    let row = sqlx::query!(
        r#"select recipient, phone, district, street, is_default, mall.address_remove(member_id, id) as "is_removed!"
         from mall.address where member_id = $1 and id = $2"#,
        member.0,
        id
    );
    let row = row.fetch_optional(pool).await?;
    // Somebody else was quicker.
    Ok(row.filter(|row| row.is_removed).map(|row| Address {
        id,
        recipient: row.recipient,
        phone: row.phone,
        district: row.district,
        street: row.street,
        is_default: row.is_default,
    }))
}

/// Makes an address of a member the default. False if the member has none such.
pub(super) async fn make_default(pool: &PgPool, member: MemberId, id: i64) -> sqlx::Result<bool> {
    let done = sqlx::query_scalar!(
        r#"select mall.address_make_default($1, $2) as "done!""#,
        member.0,
        id
    );
    done.fetch_one(pool).await
}
