//! The identities of a member, and the ways in that they have besides.

use super::{arrival::unreadable, sql};
use crate::{
    server::{Auth, sessions::moment},
    sessions::device::Moment,
};
use app_kernel::{Failure, MemberId, Viewer};
use app_session::Client;
use app_ui::{visit_of_request, words::words_in};
use leptos::prelude::use_context;

/// A provider, and whether the member has an identity there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Linked {
    /// The provider's word.
    pub(crate) name: String,
    /// What people call it.
    pub(crate) label: String,
    /// Since when the member's identity there is linked; none if there is none.
    pub(crate) since: Option<Moment>,
}

/// How a member can log in, as far as pages need to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WaysIn {
    /// Whether there is a password.
    pub(crate) password: bool,
    /// Every provider.
    pub(crate) providers: Vec<Linked>,
}

/// The providers at which one can log in: word and label.
pub(crate) fn providers() -> Vec<(String, String)> {
    let auth = use_context::<Auth>();
    let all = auth.iter().flat_map(|auth| auth.social.0.iter());
    all.map(|provider| (provider.told.name.clone(), provider.told.label.clone()))
        .collect()
}

/// How the member who is looking can log in.
pub(crate) async fn ways_in() -> Result<WaysIn, Failure> {
    let auth = use_context::<Auth>().ok_or(Failure::Internal)?;
    let Viewer::Member(member) = &visit_of_request()?.viewer else {
        return Err(Failure::LoginNeeded);
    };
    let identities = sql::identities(&auth.pool, member.id)
        .await
        .map_err(|error| unreadable(&error))?;
    let password = sql::has_password(&auth.pool, member.id)
        .await
        .map_err(|error| unreadable(&error))?;
    let since = |issuer: &str| {
        let mut theirs = identities.iter();
        theirs
            .find(|(theirs, _)| theirs == issuer)
            .map(|(_, at)| moment(*at))
    };
    let providers = auth.social.0.iter().map(|provider| Linked {
        name: provider.told.name.clone(),
        label: provider.told.label.clone(),
        since: since(&provider.told.issuer),
    });
    Ok(WaysIn {
        password,
        providers: providers.collect(),
    })
}

/// What has become of an identity that was to be taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::server) enum Unlinked {
    /// The identity is nobody's now.
    Done,
    /// The member could not log in without it.
    Last,
    /// There was none.
    None,
}

impl Auth {
    /// Takes the member's identity at this provider away. `None` if there is no such provider.
    pub(in crate::server) async fn unlink(
        &self,
        member: MemberId,
        name: &str,
        locale: app_kernel::Locale,
        client: &Client,
    ) -> sqlx::Result<Option<Unlinked>> {
        let Some(provider) = self.social.find(name) else {
            return Ok(None);
        };
        let unlinking = sql::Unlinking {
            member,
            provider: name,
            issuer: &provider.told.issuer,
            issuers: &self.social.issuers(),
            codes: self.messenger.is_some(),
            client,
        };
        Ok(Some(match sql::unlink(&self.pool, &unlinking).await?.as_str() {
            "done" => {
                tracing::info!(%member, provider = name, "an identity is not linked any more");
                let label = [("provider", &*provider.told.label)];
                // To the owner, who may not be who has done it (ASVS 5.0 6.3.7).
                self.tell_member(member, words_in(locale, "message-identity-unlinked", &label))
                    .await;
                Unlinked::Done
            }
            "last" => Unlinked::Last,
            _ => Unlinked::None,
        }))
    }
}
