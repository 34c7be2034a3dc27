//! What happened to an account: written down for its member, and read by nobody else but operators.
//!
//! Logins and their ends are written down by triggers (`migrations/0027_activity.sql`), because a session is somebody's by one
//! statement, and what is written down must be part of it.

use super::{Auth, sessions::moment, user_agent::UserAgent};
use crate::activity::entry::{Activity, Entry, Event, PAGE_SIZE};
use app_kernel::{Failure, MemberId};
use app_session::{Client, CurrentSession, SessionError};
use app_ui::pagination::{offset, page_count};
use axum::http::request::Parts;
use leptos::prelude::use_context;
use sqlx::{PgExecutor, PgPool};

/// What this service writes down itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Noted {
    /// A login with a wrong password.
    LoginFailed,
    /// A confirmation with a wrong password.
    ConfirmationFailed,
    /// Another password, chosen on the account page.
    PasswordChanged,
    /// Another password, by a code to the phone or the e-mail address.
    PasswordReset,
    /// Another phone.
    PhoneChanged,
    /// Another e-mail address, or the first one.
    EmailChanged,
    /// No e-mail address any more.
    EmailRemoved,
}

impl Noted {
    /// The word in the database.
    const fn kind(self) -> &'static str {
        match self {
            Self::LoginFailed => "login-failed",
            Self::ConfirmationFailed => "confirmation-failed",
            Self::PasswordChanged => "password-changed",
            Self::PasswordReset => "password-reset",
            Self::PhoneChanged => "phone-changed",
            Self::EmailChanged => "email-changed",
            Self::EmailRemoved => "email-removed",
        }
    }
}

/// Writes down what happened to a member by a request of this client.
pub(super) async fn note(
    executor: impl PgExecutor<'_>,
    member: MemberId,
    noted: Noted,
    client: &Client,
) -> sqlx::Result<()> {
    sqlx::query!(
        "select auth.note_activity($1, $2, null, $3::text::inet, $4)",
        member.0,
        noted.kind(),
        client.ip.map(|ip| ip.to_string()),
        client.user_agent
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// A page of what happened to the member; `None` if there is no such page.
pub(crate) async fn own_activity(member: MemberId, page: i64) -> Result<Option<Activity>, Failure> {
    let auth = use_context::<Auth>().ok_or(Failure::Internal)?;
    let session = use_context::<Parts>()
        .and_then(|parts| parts.extensions.get::<CurrentSession>().cloned())
        .ok_or(Failure::Internal)?;
    let Some(activity) = of_member(&auth.pool, member, page).await? else {
        return Ok(None);
    };
    // A member learns that it was the mall, and not who of it.
    let entries = activity.entries.into_iter().map(|entry| Entry {
        operator: None,
        ..entry
    });
    Ok(Some(Activity {
        entries: entries.collect(),
        tells_logins: !matches!(session.elevation(), Err(SessionError::Unsupported(_))),
        ..activity
    }))
}

/// A page of what happened to a member, with the operators by whom; `None` if there is no such page.
pub(super) async fn of_member(
    pool: &PgPool,
    member: MemberId,
    page: i64,
) -> Result<Option<Activity>, Failure> {
    let Some(skipped) = offset(page, PAGE_SIZE) else {
        return Ok(None);
    };
    let (entries, total) = find(pool, member, skipped).await.map_err(|error| {
        tracing::error!(%error, %member, "a member's activity cannot be read");
        Failure::Unavailable
    })?;
    let activity = Activity {
        entries,
        total,
        tells_logins: true,
    };
    Ok((page <= page_count(total, PAGE_SIZE)).then_some(activity))
}

/// One page of entries after the first `skipped`, and the number of all.
async fn find(pool: &PgPool, member: MemberId, skipped: i64) -> sqlx::Result<(Vec<Entry>, i64)> {
    let rows = sqlx::query!(
        r#"
        with kept as (
            select id, at, kind, reason, ip, user_agent, operator_id from auth.activity
            where member_id = $1 and at > clock_timestamp() - interval '180 days'
        )
        select all_of_them.total as "total!", k.at as "at?", k.kind as "kind?", k.reason, host(k.ip) as ip, k.user_agent,
               (select o.user_name from auth.member o where o.id = k.operator_id) as operator
        from (select count(*) as total from kept) all_of_them
        left join lateral (select * from kept order by id desc offset $2 limit $3) k on true
        order by k.id desc
        "#,
        member.0,
        skipped,
        PAGE_SIZE
    )
    .fetch_all(pool)
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let entries = rows.into_iter().filter_map(|row| {
        let device = row.user_agent.as_deref().map(UserAgent::read);
        Some(Entry {
            event: Event::read(&row.kind?, row.reason.as_deref()),
            at: moment(row.at?),
            device: device.map(|device| device.name).filter(|name| !name.is_empty()),
            address: row.ip,
            operator: row.operator,
        })
    });
    Ok((entries.collect(), total))
}
