//! The SQL of schema `auth`.

use crate::account::model::Account;
use app_kernel::{Member, MemberId};
use sqlx::{PgExecutor, PgPool};

/// An account whose password is to be checked.
pub(super) struct Candidate {
    pub(super) member: Member,
    pub(super) password_hash: String,
    pub(super) disabled: bool,
    /// The number of that password among the member's.
    pub(super) credentials_version: i32,
    /// Whether the account is a demo member's, whose password is in the README.
    pub(super) is_demo: bool,
}

/// The account with this user name (in any case) or this phone number.
pub(super) async fn find_candidate(pool: &PgPool, account: &str) -> sqlx::Result<Option<Candidate>> {
    let row = sqlx::query!(
        r#"
        select id, nickname, password_hash, disabled_at is not null as "disabled!", credentials_version, is_demo
        from auth.member
        where lower(user_name) = lower($1) or phone = $1
        "#,
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
        disabled: row.disabled,
        credentials_version: row.credentials_version,
        is_demo: row.is_demo,
    }))
}

/// The hash of a member's password.
pub(super) async fn find_password_hash(pool: &PgPool, id: MemberId) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!("select password_hash from auth.member where id = $1", id.0)
        .fetch_optional(pool)
        .await
}

/// Replaces the hash of a member's password. False if it is not `old` any more: whoever was faster has the last word,
/// because what was checked was checked against `old`.
pub(super) async fn replace_password_hash(
    executor: impl PgExecutor<'_>,
    id: MemberId,
    old: &str,
    new: &str,
) -> sqlx::Result<bool> {
    let replaced = sqlx::query!(
        "update auth.member
         set password_hash = $3, credentials_version = credentials_version + 1
         where id = $1 and password_hash = $2",
        id.0,
        old,
        new
    )
    .execute(executor)
    .await?;
    Ok(replaced.rows_affected() == 1)
}

/// Gives a member another nickname; a trigger publishes it to every service. False if there is no such member.
pub(super) async fn rename(pool: &PgPool, id: MemberId, nickname: &str) -> sqlx::Result<bool> {
    let renamed = sqlx::query!(
        "update auth.member set nickname = $2 where id = $1",
        id.0,
        nickname
    )
    .execute(pool)
    .await?;
    Ok(renamed.rows_affected() == 1)
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
