//! The SQL of schema `auth`.

use crate::account::Account;
use app_kernel::{Member, MemberId};
use sqlx::PgPool;

/// What is needed to check a password.
pub(super) struct Candidate {
    pub(super) member: Member,
    pub(super) password_hash: String,
}

/// The account with this user name (in any case) or this phone number.
pub(super) async fn find_candidate(pool: &PgPool, account: &str) -> sqlx::Result<Option<Candidate>> {
    let row = sqlx::query!(
        "select id, nickname, password_hash from auth.member where lower(user_name) = lower($1) or phone = $1",
        account
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| Candidate {
        member: Member {
            id: MemberId(row.id),
            nickname: row.nickname,
        },
        password_hash: row.password_hash,
    }))
}

/// An account as its owner may see it.
pub(super) async fn find_account(pool: &PgPool, id: MemberId) -> sqlx::Result<Option<Account>> {
    sqlx::query_as!(
        Account,
        r#"
        select user_name,
               overlay(phone placing '****' from 4 for 4) as phone,
               to_char(created_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as "member_since!"
        from auth.member
        where id = $1
        "#,
        id.0
    )
    .fetch_optional(pool)
    .await
}
