//! Passkeys: to add one, to log in with one, to prove anew who one is, to name one and take it away.
//!
//! Each ceremony is two requests of a script, with the browser's question to the visitor between them.

use super::{
    code_forms::{Browser, with_cookie},
    deletion,
    form_pages::PasskeyForms,
};
use crate::{
    passkeys::{failure::PasskeyFailure, notice::PasskeysNotice},
    server::{
        Auth,
        attempt_counters::AttemptOutcome,
        passkeys::{Begun, Key, METHOD, Removed, browser, name, proof},
        social::browser::random,
    },
};
use app_forms::server::{SignedIn, Wants, refuse, see_with, with_next};
use app_kernel::{Next, path};
use app_session::{CurrentSession, SessionError};
use axum::{
    Extension, Form, Json,
    extract::{State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode, header::SET_COOKIE},
    response::{AppendHeaders, IntoResponse, Response},
};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::json;
use webauthn_rs::prelude::{PublicKeyCredential, RegisterPublicKeyCredential};

/// What a browser answers to a challenge.
#[derive(Deserialize)]
pub(super) struct Answer<C> {
    ceremony: String,
    credential: C,
    next: Option<String>,
    /// The name of a passkey that is to be added.
    #[serde(default)]
    name: String,
}

impl<C> Answer<C> {
    fn next(&self, auth: &Auth) -> Option<Next> {
        Next::parse(self.next.as_deref()?, &auth.links)
    }

    /// What its ceremony is found by, in this browser.
    fn key(&self, auth: &Auth, headers: &HeaderMap) -> Option<Key> {
        let secret = browser::secret(headers, &auth.links.auth)?;
        Some(Key::new(&secret, &self.ceremony))
    }
}

/// An answer as it has come: a script may send anything.
type Sent<C> = Result<Json<Answer<C>>, JsonRejection>;

pub(super) async fn begin_login(State(auth): State<Auth>, browser: Browser, headers: HeaderMap) -> Response {
    let secret = secret(&auth, &headers);
    let begun = auth.begin_passkey_login(&secret, &browser.asker).await;
    match &begun {
        // It goes on with the answer.
        Ok(Ok(_)) => {}
        Ok(Err(failure)) => auth.logins.count(METHOD, *failure),
        Err(_) => auth.logins.count(METHOD, AttemptOutcome::Unavailable),
    }
    began(&auth, &secret, begun)
}

pub(super) async fn finish_login(
    State(auth): State<Auth>,
    Extension(session): Extension<CurrentSession>,
    headers: HeaderMap,
    sent: Sent<PublicKeyCredential>,
) -> Response {
    let Ok(Json(answer)) = sent else {
        return not_logged_in(&auth, PasskeyFailure::Invalid);
    };
    let Some(key) = answer.key(&auth, &headers) else {
        return not_logged_in(&auth, PasskeyFailure::Mismatched);
    };
    let (member, version) = match auth.finish_passkey_login(&key, &answer.credential).await {
        Ok(Ok(proved)) => proved,
        Ok(Err(failure)) => return not_logged_in(&auth, failure),
        Err(error) => {
            auth.logins.count(METHOD, AttemptOutcome::Unavailable);
            return unavailable(&error);
        }
    };
    let proof = proof(version);
    let named = app_session::Member {
        id: member.id.0,
        nickname: member.nickname,
    };
    match session.sign_in_by(&named, false, &proof).await {
        Ok(()) => {}
        // To be deleted; or disabled, deleted or given another password within the moment.
        Err(SessionError::Disabled) => {
            let proved = deletion::Proved {
                member: member.id,
                proof,
                remembered: false,
            };
            let offered = deletion::offer(&auth, Wants::Json, &proved, None).await;
            return offered.unwrap_or_else(|| not_logged_in(&auth, PasskeyFailure::Disabled));
        }
        Err(SessionError::NotSignedIn) => return not_logged_in(&auth, PasskeyFailure::Unknown),
        Err(error) => {
            tracing::error!(%error, "nobody can be logged in");
            auth.logins.count(METHOD, AttemptOutcome::Unavailable);
            return Wants::Json.unavailable();
        }
    }
    tracing::info!(member = %member.id, "logged in with a passkey");
    auth.logins.count(METHOD, AttemptOutcome::Succeeded);
    let next = answer.next(&auth).unwrap_or_else(|| Next::home(&auth.links));
    goes_on(&with_next(path::LOGIN_CHECK, Some(&next)))
}

/// Counts an attempt, and says why it has come to nothing.
fn not_logged_in(auth: &Auth, failure: PasskeyFailure) -> Response {
    auth.logins.count(METHOD, failure);
    failed(failure)
}

pub(super) async fn begin_confirmation(
    State(auth): State<Auth>,
    asker: SignedIn<PasskeyForms>,
    browser: Browser,
    headers: HeaderMap,
) -> Response {
    let secret = secret(&auth, &headers);
    let begun = auth
        .begin_passkey_confirmation(asker.member.id, &secret, &browser.asker)
        .await;
    began(&auth, &secret, begun)
}

pub(super) async fn finish_confirmation(
    State(auth): State<Auth>,
    asker: SignedIn<PasskeyForms>,
    headers: HeaderMap,
    sent: Sent<PublicKeyCredential>,
) -> Response {
    let Ok(Json(answer)) = sent else {
        return failed(PasskeyFailure::Invalid);
    };
    let Some(key) = answer.key(&auth, &headers) else {
        return failed(PasskeyFailure::Mismatched);
    };
    match auth
        .finish_passkey_confirmation(asker.member.id, &key, &answer.credential)
        .await
    {
        Ok(Ok(())) => {}
        Ok(Err(failure)) => return failed(failure),
        Err(error) => return unavailable(&error),
    }
    if let Err(error) = asker.session.confirm().await {
        return asker.failed(error);
    }
    goes_on(answer.next(&auth).as_ref().map_or(path::SESSIONS, Next::as_str))
}

/// Whoever finds a browser logged in must not add a way in of their own (ASVS 5.0 7.5.1).
pub(super) async fn begin_registration(
    State(auth): State<Auth>,
    asker: SignedIn<PasskeyForms>,
    browser: Browser,
    headers: HeaderMap,
) -> Response {
    if let Some(answer) = asker.must_confirm() {
        return answer;
    }
    let secret = secret(&auth, &headers);
    let begun = auth
        .begin_passkey_registration(&asker.member, &secret, &browser.asker)
        .await;
    began(&auth, &secret, begun)
}

pub(super) async fn finish_registration(
    State(auth): State<Auth>,
    asker: SignedIn<PasskeyForms>,
    browser: Browser,
    headers: HeaderMap,
    sent: Sent<RegisterPublicKeyCredential>,
) -> Response {
    let Ok(Json(answer)) = sent else {
        return failed(PasskeyFailure::Invalid);
    };
    let Some(called) = name(&answer.name) else {
        return failed(PasskeyFailure::Name);
    };
    let Some(key) = answer.key(&auth, &headers) else {
        return failed(PasskeyFailure::Mismatched);
    };
    match auth
        .finish_passkey_registration(asker.member.id, &key, &answer.credential, called, &browser.asker)
        .await
    {
        Ok(Ok(())) => {}
        Ok(Err(failure)) => return failed(failure),
        Err(error) => return unavailable(&error),
    }
    let page = see_with(path::PASSKEYS, &PasskeysNotice::Added, &auth.links.auth);
    let said = page.headers().get(SET_COOKIE).cloned();
    let cookies = AppendHeaders(said.map(|cookie| (SET_COOKIE, cookie)));
    (cookies, goes_on(path::PASSKEYS)).into_response()
}

#[derive(Deserialize)]
pub(super) struct KeyForm {
    /// The number of the passkey.
    #[serde(default)]
    passkey: String,
    #[serde(default)]
    name: String,
}

pub(super) async fn rename(
    State(auth): State<Auth>,
    asker: SignedIn<PasskeyForms>,
    Form(form): Form<KeyForm>,
) -> Response {
    let Some(called) = name(&form.name) else {
        return match asker.wants {
            Wants::Json => failed(PasskeyFailure::Name),
            Wants::Page => see_with(path::PASSKEYS, &PasskeysNotice::WrongName, &auth.links.auth),
        };
    };
    // A number that cannot be one is nobody's.
    let number = form.passkey.parse().unwrap_or_default();
    match auth.rename_passkey(asker.member.id, number, called).await {
        Ok(true) => done(&auth, asker.wants, PasskeysNotice::Renamed),
        Ok(false) => not_theirs(&auth, asker.wants),
        Err(error) => {
            tracing::error!(%error, "a passkey cannot be renamed");
            asker.wants.unavailable()
        }
    }
}

pub(super) async fn remove(
    State(auth): State<Auth>,
    asker: SignedIn<PasskeyForms>,
    Browser { asker: sender, .. }: Browser,
    Form(form): Form<KeyForm>,
) -> Response {
    if let Some(answer) = asker.must_confirm() {
        return answer;
    }
    let number = form.passkey.parse().unwrap_or_default();
    let removed = auth
        .remove_passkey(asker.member.id, number, sender.locale, &sender.client)
        .await;
    match removed {
        Ok(Removed::Done) => done(&auth, asker.wants, PasskeysNotice::Removed),
        Ok(Removed::Last) if asker.wants == Wants::Json => refuse(StatusCode::CONFLICT, "last"),
        Ok(Removed::Last) => see_with(path::PASSKEYS, &PasskeysNotice::Last, &auth.links.auth),
        Ok(Removed::None) => not_theirs(&auth, asker.wants),
        Err(error) => {
            tracing::error!(%error, "a passkey cannot be taken away");
            asker.wants.unavailable()
        }
    }
}

fn done(auth: &Auth, wants: Wants, notice: PasskeysNotice) -> Response {
    match wants {
        Wants::Json => Json(json!({ "done": true })).into_response(),
        Wants::Page => see_with(path::PASSKEYS, &notice, &auth.links.auth),
    }
}

/// Somebody else's passkey is as unknown as one that never was.
fn not_theirs(auth: &Auth, wants: Wants) -> Response {
    match wants {
        Wants::Json => refuse(StatusCode::NOT_FOUND, "unknown-passkey"),
        Wants::Page => see_with(path::PASSKEYS, &PasskeysNotice::Unknown, &auth.links.auth),
    }
}

/// The browser's secret, or a new one: the same for all its ceremonies, so that two tabs do not get into each other's way.
fn secret(auth: &Auth, headers: &HeaderMap) -> SecretString {
    browser::secret(headers, &auth.links.auth).unwrap_or_else(|| SecretString::from(random()))
}

fn began(auth: &Auth, secret: &SecretString, begun: sqlx::Result<Result<Begun, PasskeyFailure>>) -> Response {
    match begun {
        Ok(Ok(begun)) => {
            let cookie = browser::cookie(secret, &auth.links.auth);
            with_cookie(Json(begun).into_response(), cookie)
        }
        Ok(Err(failure)) => failed(failure),
        Err(error) => unavailable(&error),
    }
}

/// Where the script sends the browser.
fn goes_on(page: &str) -> Response {
    Json(json!({ "location": page })).into_response()
}

fn failed(failure: PasskeyFailure) -> Response {
    let status = StatusCode::from_u16(failure.status()).unwrap_or(StatusCode::BAD_REQUEST);
    refuse(status, failure.code())
}

fn unavailable(error: &sqlx::Error) -> Response {
    tracing::error!(%error, "passkeys cannot be read or written");
    Wants::Json.unavailable()
}
