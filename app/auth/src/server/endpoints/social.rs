//! To a provider and back: to log in, to link an identity, to prove anew who one is; and an account for whoever has none.

use super::{
    code_forms::{Browser, shown, with_cookie},
    form_pages::AccountForms,
    login,
};
use crate::{
    codes::notice::Refusal,
    server::{
        Auth,
        attempt_counters::AttemptOutcome,
        social::{Departure, METHOD, Outcome, Purpose, SocialApplication, Unlinked, browser},
    },
    social::{
        failure::SocialFailure,
        notice::{IdentityNotice, SocialRegistrationNotice, identities_section},
    },
};
use app_forms::server::{SignedIn, Wants, refuse, see, see_with, with_next};
use app_kernel::{Next, path};
use app_session::{CurrentSession, SessionError};
use axum::{
    Extension, Form, Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
pub(super) struct Wish {
    /// The provider's word.
    #[serde(default)]
    provider: String,
    next: Option<String>,
}

pub(super) async fn log_in(
    State(auth): State<Auth>,
    browser: Browser,
    headers: HeaderMap,
    Form(wish): Form<Wish>,
) -> Response {
    depart(&auth, &browser, &headers, &wish, Purpose::Login).await
}

/// Whoever finds a browser logged in must not add a way in of their own (ASVS 5.0 7.5.1).
pub(super) async fn link(
    State(auth): State<Auth>,
    asker: SignedIn<AccountForms>,
    browser: Browser,
    headers: HeaderMap,
    Form(wish): Form<Wish>,
) -> Response {
    if let Some(answer) = asker.must_confirm() {
        return answer;
    }
    depart(&auth, &browser, &headers, &wish, Purpose::Link(asker.member.id)).await
}

pub(super) async fn confirm(
    State(auth): State<Auth>,
    asker: SignedIn<AccountForms>,
    browser: Browser,
    headers: HeaderMap,
    Form(wish): Form<Wish>,
) -> Response {
    depart(
        &auth,
        &browser,
        &headers,
        &wish,
        Purpose::Confirm(asker.member.id),
    )
    .await
}

/// Sends the browser to the provider. A script is told where to go.
async fn depart(
    auth: &Auth,
    browser: &Browser,
    headers: &HeaderMap,
    wish: &Wish,
    purpose: Purpose,
) -> Response {
    let next = wish
        .next
        .as_deref()
        .and_then(|next| Next::parse(next, &auth.links));
    // One secret for all attempts of a browser, so that two tabs do not get into each other's way.
    let secret = browser::secret(headers, &auth.links.auth);
    let secret = secret.unwrap_or_else(|| SecretString::from(browser::random()));
    let departure = Departure {
        provider: &wish.provider,
        purpose,
        next: next.as_ref(),
        secret: &secret,
    };
    let departed = auth.depart(&departure, &browser.asker).await;
    if purpose == Purpose::Login {
        match &departed {
            // It goes on at the provider, if there is one.
            Ok(Some(Ok(_)) | None) => {}
            Ok(Some(Err(failure))) => auth.logins.count(METHOD, *failure),
            Err(_) => auth.logins.count(METHOD, AttemptOutcome::Unavailable),
        }
    }
    let answer = match departed {
        Ok(Some(Ok(address))) => match browser.wants {
            Wants::Json => Json(json!({ "location": address })).into_response(),
            Wants::Page => see(address.as_str()),
        },
        Ok(Some(Err(failure))) => return failed(&wish.provider, browser.wants, failure),
        Ok(None) if browser.wants == Wants::Json => return refuse(StatusCode::NOT_FOUND, "unknown-provider"),
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(%error, "an attempt at a provider cannot be noted");
            return browser.wants.unavailable();
        }
    };
    with_cookie(answer, browser::cookie(&secret, &auth.links.auth))
}

/// The page that says why, or the same for a script.
fn failed(provider: &str, wants: Wants, failure: SocialFailure) -> Response {
    match wants {
        Wants::Json => {
            let status = StatusCode::from_u16(failure.status()).unwrap_or(StatusCode::BAD_REQUEST);
            refuse(status, failure.code())
        }
        Wants::Page => see(&format!(
            "{}?{}",
            path::social(provider),
            path::query(&[("failed", failure.code())])
        )),
    }
}

#[derive(Deserialize)]
pub(super) struct Unlinking {
    /// The provider's word.
    #[serde(default)]
    provider: String,
}

pub(super) async fn unlink(
    State(auth): State<Auth>,
    asker: SignedIn<AccountForms>,
    Browser { asker: sender, .. }: Browser,
    Form(form): Form<Unlinking>,
) -> Response {
    if let Some(answer) = asker.must_confirm() {
        return answer;
    }
    let unlinked = auth
        .unlink(asker.member.id, &form.provider, sender.locale, &sender.client)
        .await;
    match (unlinked, asker.wants) {
        (Ok(Some(Unlinked::Last)), Wants::Json) => refuse(StatusCode::CONFLICT, "last"),
        (Ok(Some(Unlinked::Last)), Wants::Page) => {
            see_with(&identities_section(), &IdentityNotice::Last, &auth.links.auth)
        }
        // Who clicks twice has it as well.
        (Ok(Some(Unlinked::Done | Unlinked::None)), Wants::Json) => {
            Json(json!({ "unlinked": true })).into_response()
        }
        (Ok(Some(Unlinked::Done | Unlinked::None)), Wants::Page) => {
            see_with(&identities_section(), &IdentityNotice::Unlinked, &auth.links.auth)
        }
        (Ok(None), Wants::Json) => refuse(StatusCode::NOT_FOUND, "unknown-provider"),
        (Ok(None), Wants::Page) => StatusCode::NOT_FOUND.into_response(),
        (Err(error), wants) => {
            tracing::error!(%error, "an identity cannot be taken away");
            wants.unavailable()
        }
    }
}

#[derive(Deserialize)]
pub(super) struct SocialRegistration {
    /// The number of the attempt at the provider.
    #[serde(default)]
    attempt: String,
    #[serde(default)]
    user_name: String,
    next: Option<String>,
}

pub(super) async fn register(
    State(auth): State<Auth>,
    Extension(session): Extension<CurrentSession>,
    browser: Browser,
    headers: HeaderMap,
    Form(form): Form<SocialRegistration>,
) -> Response {
    let next = form
        .next
        .as_deref()
        .and_then(|next| Next::parse(next, &auth.links));
    let secret = browser::secret(&headers, &auth.links.auth);
    let (Some(secret), Ok(attempt)) = (secret, form.attempt.parse()) else {
        return not_registered(&auth, &browser, SocialFailure::Mismatched);
    };
    let application = SocialApplication {
        attempt,
        secret: &secret,
        user_name: &form.user_name,
    };
    let (member, proof) = match auth.register_socially(&application, &browser.asker).await {
        Ok(Outcome::Member(member, proof)) => (member, proof),
        Ok(Outcome::UserName(error)) => {
            let refusal = Refusal::UserName(error);
            return match browser.wants {
                Wants::Json => {
                    let body = json!({ "error": "invalid", "fields": { "user_name": refusal.code() } });
                    (StatusCode::UNPROCESSABLE_ENTITY, Json(body)).into_response()
                }
                Wants::Page => {
                    let notice = SocialRegistrationNotice {
                        refusals: vec![refusal],
                        user_name: shown(&form.user_name),
                    };
                    let page = with_next(path::SOCIAL_REGISTER, next.as_ref());
                    see_with(&page, &notice, &auth.links.auth)
                }
            };
        }
        // Who clicks twice is logged in by the first; the login sends them on.
        Ok(Outcome::Again) if browser.wants == Wants::Page => {
            return see(&with_next(path::LOGIN, next.as_ref()));
        }
        Ok(Outcome::Again) => return refuse(StatusCode::CONFLICT, "used"),
        Ok(Outcome::Failed(failure)) => return not_registered(&auth, &browser, failure),
        Err(error) => {
            tracing::error!(%error, "an account cannot be made");
            return browser.wants.unavailable();
        }
    };
    tracing::info!(member = %member.id, "registered by way of a provider");
    let named = app_session::Member {
        id: member.id.0,
        nickname: member.nickname.clone(),
    };
    match session.sign_in_by(&named, false, &proof).await {
        Ok(()) => login::welcome(&auth, browser.wants, next, member),
        // Disabled or deleted within the moment: the login says what is the matter.
        Err(SessionError::Disabled | SessionError::NotSignedIn) => see(path::LOGIN),
        Err(error) => {
            tracing::error!(%error, "nobody can be logged in");
            browser.wants.unavailable()
        }
    }
}

/// The page that says why, in the name of any provider: the form does not say which it was.
fn not_registered(auth: &Auth, browser: &Browser, failure: SocialFailure) -> Response {
    match auth.social.first() {
        Some(provider) => failed(provider, browser.wants, failure),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
