//! The passkeys of a member, as their page shows them.

use super::{NAME_LENGTH, sql};
use crate::{
    server::{Auth, sessions::moment, user_agent::UserAgent},
    sessions::device::Moment,
};
use app_kernel::{Failure, Locale, MemberId, Viewer};
use app_session::Client;
use app_ui::{visit_of_request, words::words_in};
use axum::http::request::Parts;
use leptos::prelude::use_context;

/// A passkey, as its member sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OwnKey {
    /// Its number.
    pub(crate) id: i64,
    /// What the member calls it.
    pub(crate) name: String,
    /// When it was added.
    pub(crate) created: Moment,
    /// When it was last used, if it was.
    pub(crate) used: Option<Moment>,
}

/// Whether browsers can have passkeys of this deployment at all.
pub(crate) fn passkeys_are_possible() -> bool {
    use_context::<Auth>().is_some_and(|auth| auth.relying_party.0.is_some())
}

/// The passkeys of the member who is looking, in the order in which they were added.
pub(crate) async fn own_keys() -> Result<Vec<OwnKey>, Failure> {
    let auth = use_context::<Auth>().ok_or(Failure::Internal)?;
    let Viewer::Member(member) = &visit_of_request()?.viewer else {
        return Err(Failure::LoginNeeded);
    };
    let rows = sql::list(&auth.pool, member.id).await.map_err(|error| {
        tracing::error!(%error, "passkeys cannot be read");
        Failure::Unavailable
    })?;
    let keys = rows.into_iter().map(|row| OwnKey {
        id: row.id,
        name: row.name,
        created: moment(row.created_at),
        used: row.last_used_at.map(moment),
    });
    Ok(keys.collect())
}

/// What the browser that is looking is called, as a passkey of this device may be.
pub(crate) fn own_device() -> Option<String> {
    let parts = use_context::<Parts>()?;
    let client = parts.extensions.get::<Client>()?;
    let name = UserAgent::read(client.user_agent.as_deref()?).name;
    Some(name.chars().take(NAME_LENGTH).collect())
}

/// Whether the member who is looking can prove who they are by a passkey.
pub(crate) async fn has_own_keys() -> Result<bool, Failure> {
    Ok(passkeys_are_possible() && !own_keys().await?.is_empty())
}

/// What has become of a passkey that was to be taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::server) enum Removed {
    /// Nobody can log in with it any more.
    Done,
    /// The member could not log in without it.
    Last,
    /// There was none.
    None,
}

impl Auth {
    /// Gives a passkey another name. False if the member has no such passkey.
    pub(in crate::server) async fn rename_passkey(
        &self,
        member: MemberId,
        passkey: i64,
        name: &str,
    ) -> sqlx::Result<bool> {
        sql::rename(&self.pool, member, passkey, name).await
    }

    /// Takes a passkey away from its member.
    pub(in crate::server) async fn remove_passkey(
        &self,
        member: MemberId,
        passkey: i64,
        locale: Locale,
        client: &Client,
    ) -> sqlx::Result<Removed> {
        let removing = sql::Removing {
            member,
            passkey,
            issuers: &self.social.issuers(),
            codes: self.messenger.is_some(),
            client,
        };
        Ok(match sql::remove(&self.pool, &removing).await?.as_str() {
            "done" => {
                tracing::info!(%member, "a passkey was taken away");
                // To the owner, who may not be who has done it (ASVS 5.0 6.3.7).
                self.tell_member(member, words_in(locale, "message-passkey-removed", &[]))
                    .await;
                Removed::Done
            }
            "last" => Removed::Last,
            _ => Removed::None,
        })
    }
}
