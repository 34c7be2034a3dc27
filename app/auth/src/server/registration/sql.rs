//! Statements about new members.

use crate::domain::recipient::Recipient;
use app_kernel::MemberId;
use sqlx::PgPool;

/// A member who is not one yet.
pub(super) struct Applicant<'a> {
    pub(super) phone: &'a Recipient,
    pub(super) secret: &'a str,
    pub(super) code: &'a str,
    pub(super) user_name: &'a str,
    pub(super) look: &'a str,
    pub(super) nickname: &'a str,
    pub(super) password_hash: &'a str,
}

/// Makes a member of the applicant; otherwise the word for what is in the way.
pub(super) async fn register(
    pool: &PgPool,
    applicant: &Applicant<'_>,
) -> sqlx::Result<Result<MemberId, String>> {
    let row = sqlx::query!(
        r#"select verdict as "verdict!", member_id from auth.register($1, $2, $3, $4, $5, $6, $7)"#,
        applicant.phone.stored(),
        applicant.secret,
        applicant.code,
        applicant.user_name,
        applicant.look,
        applicant.nickname,
        applicant.password_hash
    )
    .fetch_one(pool)
    .await?;
    Ok(row.member_id.map(MemberId).ok_or(row.verdict))
}
