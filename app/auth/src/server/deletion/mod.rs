//! Deleting an account: it is asked for, can be kept for a while, and is done by whichever copy comes first.

mod clock;
mod cookie;
mod sql;

pub(super) use clock::delete_due;
pub(super) use cookie::{NO_OFFER, cookie, secret};
pub(super) use sql::{ask, keep_pending};

use super::{Auth, code_login, codes::Asker, passkeys, sessions::moment, social};
use app_kernel::{Failure, Member, MemberId, Viewer};
use app_session::{Client, Proof};
use app_ui::{visit_of_request, words::words_in};
use axum::http::request::Parts;
use leptos::prelude::use_context;
use time::OffsetDateTime;

/// What is offered to somebody who has just proved to be a member whose account is to be deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Offer {
    pub(crate) nickname: String,
    /// The time at which the account will be deleted otherwise, as people read it.
    pub(crate) due: String,
}

/// An account that its member has kept.
pub(super) struct Kept {
    pub(super) member: Member,
    pub(super) remembered: bool,
    /// How the member has proved who they are. Nothing, if this release does not know the way: they log in once more.
    pub(super) proof: Option<Proof>,
}

impl Auth {
    /// Asks for the member's account to be deleted, ends all logins with it, and says so to the owner, who may not be who has done it (ASVS 5.0
    /// 6.3.7): when it will be deleted. `None` if there is no such member any more.
    pub(super) async fn ask_deletion(
        &self,
        member: MemberId,
        asker: &Asker,
    ) -> sqlx::Result<Option<OffsetDateTime>> {
        let Some(due) = sql::ask(&self.pool, member, self.deletion_grace, &asker.client).await? else {
            return Ok(None);
        };
        tracing::info!(%member, %due, "an account is to be deleted");
        let due_words = moment(due).shown;
        let words = words_in(asker.locale, "message-deletion-asked", &[("due", &due_words)]);
        self.tell_member(member, words).await;
        Ok(Some(due))
    }

    /// Offers whoever has just proved to be this member to keep the account: the secret for the browser's cookie, and when the account would be
    /// gone. `None` if it is not to be deleted.
    pub(super) async fn offer_to_keep(
        &self,
        member: MemberId,
        proof: &Proof,
        remembered: bool,
    ) -> sqlx::Result<Option<(String, OffsetDateTime)>> {
        let secret = cookie::new_secret();
        let due = sql::offer(&self.pool, member, &secret, proof, remembered).await?;
        Ok(due.map(|due| (secret, due)))
    }

    /// Keeps the account that was offered with this secret; `None` if it was not, or too long ago.
    pub(super) async fn keep_account(&self, secret: &str, client: &Client) -> sqlx::Result<Option<Kept>> {
        let kept = sql::keep(&self.pool, secret, client).await?;
        Ok(kept.map(|(member, method, version, remembered)| {
            tracing::info!(member = %member.id, "an account is kept");
            Kept {
                member,
                remembered,
                proof: proof(&method, version),
            }
        }))
    }
}

/// The proof of identity of this name.
fn proof(method: &str, version: i32) -> Option<Proof> {
    let known = [
        Proof::password(Some(version)),
        code_login::proof(version),
        social::proof(version),
        passkeys::proof(version),
    ];
    known.into_iter().find(|proof| proof.method == method)
}

/// The offer that the browser has a cookie of, if it is still good.
pub(crate) async fn own_offer() -> Result<Option<Offer>, Failure> {
    let auth = use_context::<Auth>().ok_or(Failure::Internal)?;
    let Some(secret) = use_context::<Parts>().and_then(|parts| secret(&parts.headers)) else {
        return Ok(None);
    };
    match sql::find_offer(&auth.pool, &secret).await {
        Ok(found) => Ok(found.map(|(nickname, due)| Offer {
            nickname,
            due: moment(due).shown,
        })),
        Err(error) => {
            tracing::error!(%error, "whether an account can be kept cannot be read");
            Err(Failure::Unavailable)
        }
    }
}

/// The time at which the account of whoever is asking would be deleted, as people read it.
pub(crate) async fn due_if_asked_now() -> Result<String, Failure> {
    let auth = use_context::<Auth>().ok_or(Failure::Internal)?;
    let Viewer::Member(_) = &visit_of_request()?.viewer else {
        return Err(Failure::LoginNeeded);
    };
    match sql::due_if_asked_now(&auth.pool, auth.deletion_grace).await {
        Ok(due) => Ok(moment(due).shown),
        Err(error) => {
            tracing::error!(%error, "the time is not known");
            Err(Failure::Unavailable)
        }
    }
}
