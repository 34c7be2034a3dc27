//! Statements about forgotten passwords.

use crate::domain::recipient::Recipient;
use app_kernel::MemberId;
use sqlx::PgExecutor;

/// A password for a member who has forgotten the one before.
pub(super) struct Reset<'a> {
    pub(super) member: MemberId,
    pub(super) to: &'a Recipient,
    pub(super) secret: &'a str,
    pub(super) code: &'a str,
    pub(super) password_hash: &'a str,
}

/// Gives the member the password and uses the code up. Otherwise the word for what is in the way.
pub(super) async fn reset(
    executor: impl PgExecutor<'_>,
    new: &Reset<'_>,
) -> sqlx::Result<Result<(), String>> {
    let row = sqlx::query!(
        r#"select verdict as "verdict!", reference from auth.reset_password($1, $2, $3, $4, $5)"#,
        new.member.0,
        new.to.stored(),
        new.secret,
        new.code,
        new.password_hash
    )
    .fetch_one(executor)
    .await?;
    Ok(row.reference.map(|_| ()).ok_or(row.verdict))
}
