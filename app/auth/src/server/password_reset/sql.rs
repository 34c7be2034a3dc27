//! Statements about forgotten passwords.

use crate::domain::recipient::Recipient;
use app_kernel::MemberId;
use sqlx::{PgExecutor, PgPool};

/// The account that is reached at a phone or an e-mail address.
pub(super) struct Account {
    pub(super) id: MemberId,
    pub(super) disabled: bool,
    /// Whether it is a demo member's.
    pub(super) is_demo: bool,
    /// Whether the account has had this phone or address for less than a day: too short for a forgotten password.
    pub(super) young: bool,
    phone: Option<String>,
    email: Option<String>,
}

impl Account {
    /// Where its owner is reached, all of it.
    pub(super) fn recipients(&self) -> Vec<Recipient> {
        let stored = [&self.phone, &self.email].into_iter().flatten();
        stored.filter_map(|to| Recipient::parse(to).ok()).collect()
    }
}

/// The account that is reached there.
pub(super) async fn account(pool: &PgPool, to: &Recipient) -> sqlx::Result<Option<Account>> {
    let row = sqlx::query!(
        r#"select id, disabled_at is not null as "disabled!", is_demo, not auth.resets(m, $1) as "young!", phone, email
           from auth.member m where phone = $1 or email = $1"#,
        to.stored()
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| Account {
        id: MemberId(row.id),
        disabled: row.disabled,
        is_demo: row.is_demo,
        young: row.young,
        phone: row.phone,
        email: row.email,
    }))
}

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
