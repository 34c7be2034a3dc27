//! Statements about forgotten passwords.

use app_kernel::{MemberId, MobileNumber};
use sqlx::{PgExecutor, PgPool};

/// The account that has a phone.
pub(super) struct Account {
    pub(super) id: MemberId,
    pub(super) disabled: bool,
    /// Whether it is a demo member's.
    pub(super) is_demo: bool,
}

/// The account with this phone.
pub(super) async fn account(pool: &PgPool, phone: &MobileNumber) -> sqlx::Result<Option<Account>> {
    let row = sqlx::query!(
        r#"select id, disabled_at is not null as "disabled!", is_demo from auth.member where phone = $1"#,
        phone.e164()
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| Account {
        id: MemberId(row.id),
        disabled: row.disabled,
        is_demo: row.is_demo,
    }))
}

/// A password for a member who has forgotten the one before.
pub(super) struct Reset<'a> {
    pub(super) member: MemberId,
    pub(super) phone: &'a MobileNumber,
    pub(super) secret: &'a str,
    pub(super) code: &'a str,
    pub(super) password_hash: &'a str,
}

/// Gives the member the password and uses the code up: the number of the code. Otherwise the word for what is in the way.
pub(super) async fn reset(
    executor: impl PgExecutor<'_>,
    new: &Reset<'_>,
) -> sqlx::Result<Result<i64, String>> {
    let row = sqlx::query!(
        r#"select verdict as "verdict!", reference from auth.reset_password($1, $2, $3, $4, $5)"#,
        new.member.0,
        new.phone.e164(),
        new.secret,
        new.code,
        new.password_hash
    )
    .fetch_one(executor)
    .await?;
    Ok(row.reference.ok_or(row.verdict))
}
