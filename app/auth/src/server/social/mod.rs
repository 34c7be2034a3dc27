//! Logging in with another provider (OpenID Connect Core 1.0, code flow with PKCE).
//!
//! Whoever comes back is known by issuer and subject, never by an e-mail address. An attempt is a row in the database, so that any copy can
//! answer it, and it can be answered once.

mod answer;
mod arrival;
pub(super) mod browser;
mod http;
mod identities;
mod person;
mod provider;
mod registration;
mod sql;

pub(crate) use arrival::{Arrival, arrive};
pub(super) use identities::Unlinked;
pub(crate) use identities::{Linked, WaysIn, providers, ways_in};
pub use provider::SocialProvider;
pub(super) use registration::{Outcome, SocialApplication};
pub(crate) use registration::{Welcomed, newcomer};

use super::{Auth, codes::Asker, throttle::network};
use crate::social::failure::SocialFailure;
use app_kernel::{Links, MemberId, Next, path};
use app_session::Proof;
use provider::{Attempt, Provider};
use secrecy::SecretString;
use std::sync::Arc;
use url::Url;

/// The word for a login by way of a provider, in the list of a member's sessions and in their activity.
pub(super) const METHOD: &str = "social";

/// The proof of a login at a provider, for an account whose credentials have this version. Whoever finds the browser logged in at the provider is
/// logged in here as well, so it is not good enough for what is sensitive.
pub(super) const fn proof(version: i32) -> Proof {
    Proof {
        method: METHOD,
        version: Some(version),
        elevates: false,
        context: None,
    }
}

/// What an attempt is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To log in.
    Login,
    /// To link the identity to this member.
    Link(MemberId),
    /// To prove to be this member, who is logged in.
    Confirm(MemberId),
}

impl Purpose {
    /// The word in the database.
    const fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Link(_) => "link",
            Self::Confirm(_) => "confirm",
        }
    }

    const fn member(self) -> Option<MemberId> {
        match self {
            Self::Login => None,
            Self::Link(member) | Self::Confirm(member) => Some(member),
        }
    }

    fn read(name: Option<&str>, member: Option<MemberId>) -> Self {
        match (name, member) {
            (Some("link"), Some(member)) => Self::Link(member),
            (Some("confirm"), Some(member)) => Self::Confirm(member),
            _ => Self::Login,
        }
    }
}

/// The providers at which members can log in.
#[derive(Clone)]
pub(super) struct Providers(Arc<[Provider]>);

impl Providers {
    /// These providers, which send browsers back to pages of ours.
    pub(super) fn new(told: Vec<SocialProvider>, links: &Links) -> Self {
        let known = told.into_iter().map(|told| {
            let page = links.auth(&path::social(&told.name));
            let redirect = Url::parse(&page).expect("a page of ours has an address");
            Provider::new(told, redirect)
        });
        Self(known.collect())
    }

    /// The provider of this name.
    fn find(&self, name: &str) -> Option<&Provider> {
        self.0.iter().find(|provider| provider.told.name == name)
    }

    /// The name of the first provider, if there is one.
    pub(super) fn first(&self) -> Option<&str> {
        self.0.first().map(|provider| provider.told.name.as_str())
    }

    /// What people call the provider of this issuer; one that is none any more is called as its issuer.
    pub(super) fn label<'a>(&'a self, issuer: &'a str) -> &'a str {
        let known = self.0.iter().find(|provider| provider.told.issuer == issuer);
        known.map_or(issuer, |provider| &provider.told.label)
    }

    /// The issuers at which members can log in.
    pub(super) fn issuers(&self) -> Vec<String> {
        self.0
            .iter()
            .map(|provider| provider.told.issuer.clone())
            .collect()
    }
}

/// Somebody who wants to go to a provider.
pub(super) struct Departure<'a> {
    pub(super) provider: &'a str,
    pub(super) purpose: Purpose,
    pub(super) next: Option<&'a Next>,
    pub(super) secret: &'a SecretString,
}

impl Auth {
    /// The address at the provider to which the browser goes. `None` if there is no such provider.
    pub(super) async fn depart(
        &self,
        departure: &Departure<'_>,
        asker: &Asker,
    ) -> sqlx::Result<Option<Result<Url, SocialFailure>>> {
        let Some(provider) = self.social.find(departure.provider) else {
            return Ok(None);
        };
        let state = browser::random();
        let attempt = Attempt {
            state: &state,
            derived: &browser::derived(departure.secret, &state),
            locale: asker.locale,
            fresh: matches!(departure.purpose, Purpose::Confirm(_)),
        };
        let address = match provider.address(&attempt).await {
            Ok(address) => address,
            Err(failure) => return Ok(Some(Err(failure))),
        };
        let beginning = sql::Beginning {
            provider: departure.provider,
            purpose: departure.purpose,
            next: departure.next.map(Next::as_str),
            secret: departure.secret,
            state: &state,
            address: asker.client.ip.map(|ip| network(ip).to_string()),
        };
        let noted = sql::begin(&self.pool, &beginning).await?;
        Ok(Some(if noted {
            Ok(address)
        } else {
            Err(SocialFailure::TooMany)
        }))
    }
}
