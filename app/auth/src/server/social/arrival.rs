//! Somebody comes back from a provider.

use super::{
    Purpose, browser, proof,
    provider::{Person, Provider},
    sql,
};
use crate::{
    domain::{nickname::Nickname, user_name::UserName},
    server::{Auth, deletion},
    social::{
        failure::SocialFailure,
        notice::{IdentityNotice, identities_section},
    },
};
use app_forms::server::{see, see_with, with_next};
use app_kernel::{Failure, Next, Viewer, path, text};
use app_session::{Client, CurrentSession, SessionError};
use app_ui::{visit_of_request, words::words_in};
use axum::{
    http::{header::SET_COOKIE, request::Parts},
    response::Response,
};
use leptos::prelude::use_context;
use url::form_urlencoded;

/// What becomes of somebody who comes back.
pub(crate) enum Arrival {
    /// They go on to a page, with what this answer sets.
    Goes(Response),
    /// It has come to nothing.
    Failed {
        /// Why.
        failure: SocialFailure,
        /// The provider, as people call it.
        provider: String,
        /// Where they wanted to be.
        next: Option<Next>,
    },
    /// There is no such provider.
    NoProvider,
}

/// The parameters of an answer (RFC 6749 §4.1.2; RFC 9207 §2).
#[derive(Default)]
struct Said {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    issuer: Option<String>,
    /// The word of a failure that one of our own forms sends here to be said.
    failed: Option<String>,
}

impl Said {
    /// Reads a query. None of the parameters may come twice (RFC 6749 §3.1).
    fn read(query: &str) -> Result<Self, SocialFailure> {
        let mut said = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let place = match &*name {
                "state" => &mut said.state,
                "code" => &mut said.code,
                "error" => &mut said.error,
                "iss" => &mut said.issuer,
                "failed" => &mut said.failed,
                _ => continue,
            };
            if place.replace(value.into_owned()).is_some() {
                return Err(SocialFailure::Mismatched);
            }
        }
        Ok(said)
    }
}

/// The request that comes back.
struct Request {
    session: CurrentSession,
    client: Client,
    viewer: Viewer,
    secret: Option<secrecy::SecretString>,
}

/// Answers the request that is made in the name of the provider of this name.
pub(crate) async fn arrive(provider: &str) -> Result<Arrival, Failure> {
    let auth = use_context::<Auth>().ok_or(Failure::Internal)?;
    let parts = use_context::<Parts>().ok_or(Failure::Internal)?;
    let Some(known) = auth.social.find(provider) else {
        return Ok(Arrival::NoProvider);
    };
    let viewer = visit_of_request()?.viewer.clone();
    if viewer == Viewer::Unavailable {
        return Err(Failure::Unavailable);
    }
    let request = Request {
        session: parts.extensions.get().cloned().ok_or(Failure::Internal)?,
        client: parts.extensions.get().cloned().unwrap_or_default(),
        viewer,
        secret: browser::secret(&parts.headers, &auth.links.auth),
    };
    let mut next = None;
    let said = Said::read(parts.uri.query().unwrap_or_default());
    let arrived = match said {
        Ok(said) => auth.arrive(known, &said, &request, &mut next).await?,
        Err(failure) => Err(failure),
    };
    Ok(match arrived {
        Ok(response) => Arrival::Goes(response),
        Err(failure) => Arrival::Failed {
            failure,
            provider: known.told.label.clone(),
            next,
        },
    })
}

impl Auth {
    /// The inner error is what the visitor is told; `next` becomes where they wanted to be.
    async fn arrive(
        &self,
        provider: &Provider,
        said: &Said,
        request: &Request,
        next: &mut Option<Next>,
    ) -> Result<Result<Response, SocialFailure>, Failure> {
        let name = &*provider.told.name;
        let state = said.state.as_ref().filter(|state| browser::is_random(state));
        let (Some(state), Some(secret)) = (state, &request.secret) else {
            let failed = said.failed.as_deref().and_then(SocialFailure::read);
            return Ok(Err(failed.unwrap_or(SocialFailure::Mismatched)));
        };
        let answered = sql::answer(&self.pool, name, secret, state)
            .await
            .map_err(|error| unreadable(&error))?;
        *next = answered
            .next
            .as_deref()
            .and_then(|next| Next::parse(next, &self.links));
        let Some(reference) = answered.reference else {
            tracing::warn!(
                provider = name,
                verdict = answered.verdict,
                "an answer of a provider is refused"
            );
            return Ok(Err(match answered.verdict.as_str() {
                "used" => SocialFailure::Replayed,
                "expired" => SocialFailure::Expired,
                _ => SocialFailure::Mismatched,
            }));
        };
        // Another member has logged in here since, or nobody is any more.
        if let Some(member) = answered.purpose.member()
            && request.viewer.member().map(|viewer| viewer.id) != Some(member)
        {
            return Ok(Err(SocialFailure::Mismatched));
        }
        if let Err(failure) = provider.check_issuer(said.issuer.as_deref()).await {
            return Ok(Err(failure));
        }
        let code = match (said.error.as_deref(), said.code.as_deref()) {
            (Some("access_denied"), _) => return Ok(Err(SocialFailure::Denied)),
            (Some("server_error" | "temporarily_unavailable"), _) => return Ok(Err(SocialFailure::Away)),
            (Some(_), _) => {
                tracing::error!(provider = name, "a provider refuses a login");
                return Ok(Err(SocialFailure::Refused));
            }
            (None, Some(code)) => code,
            (None, None) => return Ok(Err(SocialFailure::Mismatched)),
        };
        let person = match provider.identify(code, &browser::derived(secret, state)).await {
            Ok(person) => person,
            Err(failure) => return Ok(Err(failure)),
        };
        let identity = (&*provider.told.issuer, &*person.subject);
        match answered.purpose {
            Purpose::Login => {
                self.log_in_by(identity, &person, reference, request, next.as_ref())
                    .await
            }
            Purpose::Link(member) => {
                let verdict = sql::link(&self.pool, member, name, identity, &request.client)
                    .await
                    .map_err(|error| unreadable(&error))?;
                match verdict.as_str() {
                    "done" => {}
                    "taken" => return Ok(Err(SocialFailure::Taken)),
                    "second" => return Ok(Err(SocialFailure::Second)),
                    _ => return Err(Failure::LoginNeeded),
                }
                tracing::info!(%member, provider = name, "an identity is linked");
                let locale = visit_of_request()?.locale;
                let label = [("provider", &*provider.told.label)];
                // To the owner, who may not be who has done it (ASVS 5.0 6.3.7).
                self.tell_member(member, words_in(locale, "message-identity-linked", &label))
                    .await;
                Ok(Ok(see_with(
                    &identities_section(),
                    &IdentityNotice::Linked,
                    &self.links.auth,
                )))
            }
            Purpose::Confirm(member) => {
                let is_theirs = sql::is_of(&self.pool, member, identity)
                    .await
                    .map_err(|error| unreadable(&error))?;
                if !is_theirs {
                    tracing::warn!(%member, provider = name, "a confirmation failed");
                    return Ok(Err(SocialFailure::OtherPerson));
                }
                if !person.is_fresh(answered.begun_at) {
                    return Ok(Err(SocialFailure::Stale));
                }
                request
                    .session
                    .confirm()
                    .await
                    .map_err(|error| unusable(&error))?;
                Ok(Ok(see(next.as_ref().map_or(path::SESSIONS, Next::as_str))))
            }
        }
    }

    async fn log_in_by(
        &self,
        (issuer, subject): (&str, &str),
        person: &Person,
        reference: i64,
        request: &Request,
        next: Option<&Next>,
    ) -> Result<Result<Response, SocialFailure>, Failure> {
        let found = sql::log_in(&self.pool, issuer, subject, self.demo)
            .await
            .map_err(|error| unreadable(&error))?;
        let (member, version) = match found {
            Ok(found) => found,
            Err(verdict) if verdict == "disabled" => return Ok(Err(SocialFailure::Disabled)),
            Err(_) => {
                let (user_name, nickname) = suggestions(person);
                sql::may_register(
                    &self.pool,
                    reference,
                    (issuer, subject),
                    user_name.as_deref(),
                    nickname.as_deref(),
                )
                .await
                .map_err(|error| unreadable(&error))?;
                return Ok(Ok(see(&with_next(path::SOCIAL_REGISTER, next))));
            }
        };
        let named = app_session::Member {
            id: member.id.0,
            nickname: member.nickname,
        };
        let proof = proof(version);
        match request.session.sign_in_by(&named, false, proof).await {
            Ok(()) => {}
            // To be deleted; or disabled, deleted or given another password within the moment.
            Err(SessionError::Disabled) => {
                let offered = self.offer_to_keep(member.id, &proof, false).await;
                let Some((secret, _)) = offered.map_err(|error| unreadable(&error))? else {
                    return Ok(Err(SocialFailure::Disabled));
                };
                let mut answer = see(&with_next(path::KEEP, next));
                let cookie = deletion::cookie(&secret, &self.links.auth);
                answer.headers_mut().append(SET_COOKIE, cookie);
                return Ok(Ok(answer));
            }
            Err(SessionError::NotSignedIn) => return Ok(Err(SocialFailure::Invalid)),
            Err(error) => return Err(unusable(&error)),
        }
        tracing::info!(member = %member.id, "logged in by way of a provider");
        self.logins.succeeded();
        let next = next.cloned().unwrap_or_else(|| Next::home(&self.links));
        Ok(Ok(see(&with_next(path::LOGIN_CHECK, Some(&next)))))
    }
}

/// What the provider suggests that somebody may be called here, as far as it can be: user name and nickname.
fn suggestions(person: &Person) -> (Option<String>, Option<String>) {
    let user_name = person.user_name.as_deref().and_then(|name| {
        // It may be an e-mail address there.
        let name = name.split('@').next().unwrap_or_default();
        UserName::parse(name).ok()
    });
    let nickname = person
        .nickname
        .as_deref()
        .and_then(|name| Nickname::parse(&text::comparable(name)).ok());
    (
        user_name.map(|name| name.as_str().to_owned()),
        nickname.map(Nickname::into_string),
    )
}

pub(super) fn unreadable(error: &sqlx::Error) -> Failure {
    tracing::error!(%error, "identities cannot be read or written");
    Failure::Unavailable
}

fn unusable(error: &SessionError) -> Failure {
    match error {
        SessionError::NotSignedIn | SessionError::Ended | SessionError::Disabled => Failure::LoginNeeded,
        error => {
            tracing::error!(%error, "a session cannot be used");
            Failure::Unavailable
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(user_name: &str, nickname: &str) -> Person {
        Person {
            subject: "1".to_owned(),
            logged_in_at: None,
            user_name: Some(user_name.to_owned()),
            nickname: Some(nickname.to_owned()),
        }
    }

    #[test]
    fn what_cannot_be_a_name_is_not_suggested() {
        let (user_name, nickname) = suggestions(&person("Li.Lei@example.com", " 李\u{200b}雷 "));
        assert_eq!(user_name.as_deref(), Some("li.lei"));
        assert_eq!(nickname.as_deref(), Some("李雷"));
        assert_eq!(suggestions(&person("13800000001", "\u{200b}")), (None, None));
        assert_eq!(suggestions(&person("admin", &"x".repeat(41))), (None, None));
    }

    #[test]
    fn no_parameter_comes_twice() {
        let said = Said::read("code=a%2Bb&state=c&iss=http%3A%2F%2Fd&scope=x&scope=y").ok();
        let said = said.expect("an answer");
        assert_eq!(said.code.as_deref(), Some("a+b"));
        assert_eq!(said.issuer.as_deref(), Some("http://d"));
        assert!(Said::read("state=a&state=b").is_err());
    }

    #[test]
    fn a_fresh_login_is_not_older_than_the_request_for_it() {
        let begun = time::OffsetDateTime::from_unix_timestamp(1_000_000).expect("a moment");
        let mut person = person("a", "b");
        assert!(!person.is_fresh(begun), "nobody knows when it was");
        for (at, fresh) in [(1_000_001, true), (999_950, true), (999_900, false)] {
            person.logged_in_at = Some(at);
            assert_eq!(person.is_fresh(begun), fresh, "{at}");
        }
    }
}
