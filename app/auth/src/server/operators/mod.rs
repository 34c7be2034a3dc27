//! What operators can do: find a member, see how the account is used, end logins, disable and enable it. Whatever they read or do is written
//! down in the same transaction (ASVS 5.0 16.2.1), and whether somebody is an operator is asked with each request.

mod command;
mod search;
mod sql;

pub(super) use command::HELP;
pub use command::operate;
pub(super) use sql::{Verdict, set_operator};

use super::{Auth, activity, sessions::device};
use crate::{
    activity::entry::Activity,
    domain::{reason::Reason, recipient::Recipient},
    operators::model::{Action, Found, Profile},
};
use app_kernel::{
    Failure, MemberId, Viewer,
    text::{comparable, whole_number},
};
use app_session::{Client, CurrentSession, list_sessions_of};
use app_ui::{visit_of_request, words::words_in};
use axum::http::request::Parts;
use leptos::prelude::use_context;

/// Whether whoever is looking may see the pages of operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    /// An operator who has just proved who they are.
    Granted,
    /// An operator who has to prove again who they are.
    ConfirmFirst,
    /// A member who is no operator.
    Refused,
}

impl Auth {
    /// Whether a member is an operator. A demo member, whose password everybody knows, is one on the developer's own machine only.
    pub(super) async fn is_operator(&self, member: MemberId) -> sqlx::Result<bool> {
        sql::is_operator(&self.pool, member, self.demo_operator).await
    }

    /// The member of this number, user name, phone or e-mail address, as it was typed.
    pub(super) async fn find_exactly(
        &self,
        by: MemberId,
        typed: &str,
        client: &Client,
    ) -> sqlx::Result<Option<MemberId>> {
        let wanted = search::Wanted {
            number: whole_number(typed).and_then(|number| number.parse().ok()),
            reached: Recipient::parse(typed).ok().map(|to| to.stored()),
            user_name: comparable(typed),
        };
        search::find_exactly(&self.pool, by, &wanted, client).await
    }

    /// Disables a member or enables them, and says so to them.
    pub(super) async fn set_disabled(
        &self,
        by: MemberId,
        member: MemberId,
        disabled: bool,
        reason: &Reason,
        client: &Client,
    ) -> sqlx::Result<Verdict> {
        let why = Some(reason.as_str());
        let verdict = sql::set_disabled(&self.pool, Some(by), member, disabled, why, client).await?;
        if verdict == Verdict::Done {
            tracing::info!(operator = %by, %member, disabled, "an operator has changed whether an account can be used");
            self.tell_disabled(member, disabled).await;
        }
        Ok(verdict)
    }

    /// Says to a member, in the language of the account, that the shop has disabled or enabled it.
    async fn tell_disabled(&self, member: MemberId, disabled: bool) {
        let key = if disabled {
            "message-disabled"
        } else {
            "message-enabled"
        };
        match sql::language(&self.pool, member).await {
            Ok(language) => self.tell_member(member, words_in(language, key, &[])).await,
            Err(error) => {
                tracing::error!(%error, %member, "a member is not told what has happened to the account");
            }
        }
    }

    /// Ends the member's login of this key, or all of them: how many have ended.
    pub(super) async fn end_logins(
        &self,
        by: MemberId,
        member: MemberId,
        key: Option<&str>,
        client: &Client,
    ) -> sqlx::Result<(Verdict, u64)> {
        let ended = sql::end_logins(&self.pool, Some(by), member, key, client).await?;
        if ended.0 == Verdict::Done {
            tracing::info!(operator = %by, %member, count = ended.1, "an operator has ended logins");
        }
        Ok(ended)
    }
}

/// Who is looking, and from where.
struct Asking {
    auth: Auth,
    operator: MemberId,
    session: CurrentSession,
    client: Client,
}

fn asking() -> Result<Asking, Failure> {
    let parts = use_context::<Parts>().ok_or(Failure::Internal)?;
    let operator = match &visit_of_request()?.viewer {
        Viewer::Member(member) => member.id,
        Viewer::Guest => return Err(Failure::LoginNeeded),
        Viewer::Unavailable => return Err(Failure::Unavailable),
    };
    Ok(Asking {
        auth: use_context::<Auth>().ok_or(Failure::Internal)?,
        operator,
        session: parts
            .extensions
            .get::<CurrentSession>()
            .cloned()
            .ok_or(Failure::Internal)?,
        client: parts.extensions.get::<Client>().cloned().unwrap_or_default(),
    })
}

/// Whether whoever is looking may see the pages of operators.
pub(crate) async fn admission() -> Result<Admission, Failure> {
    let asking = asking()?;
    match asking.auth.is_operator(asking.operator).await {
        Ok(true) if asking.session.is_elevated() => Ok(Admission::Granted),
        Ok(true) => Ok(Admission::ConfirmFirst),
        Ok(false) => Ok(Admission::Refused),
        Err(error) => Err(unreadable(&error)),
    }
}

/// The members whose user names begin so.
pub(crate) async fn find(beginning: &str) -> Result<Found, Failure> {
    let asking = asking()?;
    search::find(
        &asking.auth.pool,
        asking.operator,
        &comparable(beginning),
        &asking.client,
    )
    .await
    .map_err(|error| unreadable(&error))
}

/// What operators did and read of late.
pub(crate) async fn latest_actions() -> Result<Vec<Action>, Failure> {
    let asking = asking()?;
    sql::actions(&asking.auth.pool, None)
        .await
        .map_err(|error| unreadable(&error))
}

/// A member, and a page of what happened to the account. `None` if there is no such member, or no such page.
pub(crate) async fn look_at(member: MemberId, page: i64) -> Result<Option<(Profile, Activity)>, Failure> {
    let asking = asking()?;
    let pool = &asking.auth.pool;
    let looked = sql::looks_at(pool, asking.operator, member, &asking.client)
        .await
        .map_err(|error| unreadable(&error))?;
    if !looked {
        return Ok(None);
    }
    let sessions = list_sessions_of(pool, member.0).await.map_err(|error| {
        tracing::error!(%error, "a member's sessions cannot be listed");
        Failure::Unavailable
    })?;
    let devices = sessions.into_iter().map(device).collect();
    let label = |issuer: &str| asking.auth.social.label(issuer).to_owned();
    let profile = sql::profile(pool, member, devices, label)
        .await
        .map_err(|error| unreadable(&error))?;
    let activity = activity::of_member(pool, member, page).await?;
    Ok(profile.zip(activity))
}

fn unreadable(error: &sqlx::Error) -> Failure {
    tracing::error!(%error, "what operators are shown cannot be read");
    Failure::Unavailable
}
