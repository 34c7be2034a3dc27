//! The account that is reached at a phone or an e-mail address, for what a code to there can do.

use super::Auth;
use crate::{codes::notice::Refusal, domain::recipient::Recipient};
use app_kernel::{Member, MemberId};
use sqlx::PgPool;

/// The account that is reached at a phone or an e-mail address.
pub(super) struct Account {
    pub(super) member: Member,
    disabled: bool,
    /// Whether the account is a demo member's.
    is_demo: bool,
    /// Whether the account has had this phone or address for less than a day: too short for a code to stand for its password.
    young: bool,
    phone: Option<String>,
    email: Option<String>,
}

impl Account {
    /// What keeps a code from standing for the password.
    pub(super) const fn obstacle(&self) -> Option<Refusal> {
        if self.disabled {
            Some(Refusal::Disabled)
        } else if self.young {
            Some(Refusal::Young)
        } else {
            None
        }
    }

    /// Where its owner is reached, all of it.
    pub(super) fn recipients(&self) -> Vec<Recipient> {
        let stored = [&self.phone, &self.email].into_iter().flatten();
        stored.filter_map(|to| Recipient::parse(to).ok()).collect()
    }
}

impl Auth {
    /// The account that is reached there: not a demo member's where they cannot log in.
    pub(super) async fn reached_at(&self, to: &Recipient) -> sqlx::Result<Option<Account>> {
        let account = find(&self.pool, to).await?;
        Ok(account.filter(|account| self.demo || !account.is_demo))
    }
}

/// The account that is reached there. The function is called where nobody is as well, and says that it cannot be: called for members only, it
/// made their answers take longer.
async fn find(pool: &PgPool, to: &Recipient) -> sqlx::Result<Option<Account>> {
    let row = sqlx::query!(
        r#"select m.id as "id?", m.nickname as "nickname?", m.disabled_at is not null as "disabled!", m.is_demo as "is_demo?",
               not auth.resets(m, $1) as "young!", m.phone as "phone?", m.email as "email?"
           from (select) asked left join auth.member m on m.phone = $1 or m.email = $1"#,
        to.stored()
    )
    .fetch_one(pool)
    .await?;
    let (Some(id), Some(nickname), Some(is_demo)) = (row.id, row.nickname, row.is_demo) else {
        return Ok(None);
    };
    Ok(Some(Account {
        member: Member {
            id: MemberId(id),
            nickname,
        },
        disabled: row.disabled,
        is_demo,
        young: row.young,
        phone: row.phone,
        email: row.email,
    }))
}
