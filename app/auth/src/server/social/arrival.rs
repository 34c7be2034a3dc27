//! Somebody comes back from a provider.

use super::{
    METHOD, Purpose,
    answer::Said,
    browser,
    person::{Person, suggestions},
    proof,
    provider::Provider,
    sql,
};
use crate::{
    server::{Auth, attempt_counters::AttemptOutcome, deletion},
    social::{
        failure::SocialFailure,
        notice::{IdentityNotice, identities_section},
    },
};
use app_forms::server::{see, see_with, with_next};
use app_kernel::{Failure, Next, Viewer, path};
use app_session::{Client, CurrentSession, SessionError};
use app_ui::{visit_of_request, words::words_in};
use axum::{
    http::{header::SET_COOKIE, request::Parts},
    response::Response,
};
use leptos::prelude::use_context;

/// What becomes of somebody who comes back.
pub(crate) enum Arrival {
    /// The answer that sends the browser on to a page, with the cookies that it sets.
    Goes(Response),
    /// The attempt has come to nothing.
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

/// What is known of the attempt that comes to its end.
struct Attempt {
    /// Whether it is one to log in. Of what nobody has begun here it is assumed.
    is_login: bool,
    /// Where the visitor wanted to be.
    next: Option<Next>,
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
    let mut attempt = Attempt {
        is_login: true,
        next: None,
    };
    let said = Said::read(parts.uri.query().unwrap_or_default());
    let arrived = match said {
        Ok(said) => auth.arrive(known, &said, &request, &mut attempt).await,
        Err(failure) => Ok(Err(failure)),
    };
    if attempt.is_login {
        match &arrived {
            // Counted as what it is.
            Ok(Ok(_)) => {}
            Ok(Err(failure)) => auth.logins.count(METHOD, *failure),
            Err(_) => auth.logins.count(METHOD, AttemptOutcome::Unavailable),
        }
    }
    let arrived = arrived?;
    Ok(match arrived {
        Ok(response) => Arrival::Goes(response),
        Err(failure) => Arrival::Failed {
            failure,
            provider: known.told.label.clone(),
            next: attempt.next,
        },
    })
}

impl Auth {
    /// The inner error is what the visitor is told; what was begun is written into `attempt`.
    async fn arrive(
        &self,
        provider: &Provider,
        said: &Said,
        request: &Request,
        attempt: &mut Attempt,
    ) -> Result<Result<Response, SocialFailure>, Failure> {
        let name = &*provider.told.name;
        let state = said.state.as_ref().filter(|state| browser::is_random(state));
        let (Some(state), Some(secret)) = (state, &request.secret) else {
            let failed = said.failed.as_deref().and_then(SocialFailure::read);
            // What one of our forms sends here was counted there.
            attempt.is_login = failed.is_none();
            return Ok(Err(failed.unwrap_or(SocialFailure::Mismatched)));
        };
        let answered = sql::answer(&self.pool, name, secret, state)
            .await
            .map_err(|error| unreadable(&error))?;
        attempt.is_login = answered.purpose == Purpose::Login;
        attempt.next = answered
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
                self.log_in_by(identity, &person, reference, request, attempt.next.as_ref())
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
                Ok(Ok(see(attempt
                    .next
                    .as_ref()
                    .map_or(path::SESSIONS, Next::as_str))))
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
                self.logins.count(METHOD, AttemptOutcome::NoAccount);
                return Ok(Ok(see(&with_next(path::SOCIAL_REGISTER, next))));
            }
        };
        let named = app_session::Member {
            id: member.id.0,
            nickname: member.nickname,
        };
        let proof = proof(version);
        match request.session.sign_in_by(&named, false, &proof).await {
            Ok(()) => {}
            // To be deleted; or disabled, deleted or given another password within the moment.
            Err(SessionError::Disabled) => {
                let offered = self.offer_to_keep(member.id, &proof, false).await;
                let Some((secret, _)) = offered.map_err(|error| unreadable(&error))? else {
                    return Ok(Err(SocialFailure::Disabled));
                };
                self.logins.count(METHOD, AttemptOutcome::ToBeDeleted);
                let mut answer = see(&with_next(path::KEEP, next));
                let cookie = deletion::cookie(&secret, &self.links.auth);
                answer.headers_mut().append(SET_COOKIE, cookie);
                return Ok(Ok(answer));
            }
            Err(SessionError::NotSignedIn) => return Ok(Err(SocialFailure::Invalid)),
            Err(error) => return Err(unusable(&error)),
        }
        tracing::info!(member = %member.id, "logged in by way of a provider");
        self.logins.count(METHOD, AttemptOutcome::Succeeded);
        let next = next.cloned().unwrap_or_else(|| Next::home(&self.links));
        Ok(Ok(see(&with_next(path::LOGIN_CHECK, Some(&next)))))
    }
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
