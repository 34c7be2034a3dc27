//! Statements about how a member is reached.

use crate::{domain::recipient::Recipient, server::codes::Purpose};
use app_kernel::MemberId;
use sqlx::PgExecutor;

/// A phone or an e-mail address for a member, with the code that was sent to it.
pub(super) struct Change<'a> {
    pub(super) member: MemberId,
    pub(super) purpose: Purpose,
    pub(super) to: &'a Recipient,
    pub(super) binding: &'a str,
    pub(super) code: &'a str,
}

/// Gives the member the phone or the address and uses the code up: whom to tell of it. Otherwise the word for what is in the way.
pub(super) async fn change(
    executor: impl PgExecutor<'_>,
    change: &Change<'_>,
) -> sqlx::Result<Result<Vec<String>, String>> {
    let row = sqlx::query!(
        r#"select verdict as "verdict!", told from auth.change_recipient($1, $2, $3, $4, $5)"#,
        change.member.0,
        change.purpose.name(),
        change.to.stored(),
        change.binding,
        change.code
    )
    .fetch_one(executor)
    .await?;
    Ok(row.told.ok_or(row.verdict))
}

/// Takes the member's e-mail address away: the address, if there was one.
pub(super) async fn remove_email(
    executor: impl PgExecutor<'_>,
    member: MemberId,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!("select auth.remove_email($1)", member.0)
        .fetch_one(executor)
        .await
}
