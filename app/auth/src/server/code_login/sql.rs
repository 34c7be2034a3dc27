//! Statements about logging in with a code.

use crate::domain::recipient::Recipient;
use app_kernel::MemberId;
use sqlx::PgPool;

/// A code that was typed for a login.
pub(super) struct Use<'a> {
    pub(super) member: MemberId,
    pub(super) to: &'a Recipient,
    pub(super) secret: &'a str,
    pub(super) code: &'a str,
}

/// Uses the code up: the version of the member's credentials. Otherwise the word for what is in the way.
pub(super) async fn use_up(pool: &PgPool, used: &Use<'_>) -> sqlx::Result<Result<i32, String>> {
    let row = sqlx::query!(
        r#"select verdict as "verdict!", version from auth.log_in_by_code($1, $2, $3, $4)"#,
        used.member.0,
        used.to.stored(),
        used.secret,
        used.code
    )
    .fetch_one(pool)
    .await?;
    Ok(row.version.ok_or(row.verdict))
}
