//! Log in.

use super::deletion;
use crate::{
    login::notice::{LoginError, LoginNotice},
    server::{
        Auth,
        attempt_counters::{AttemptOutcome, PASSWORD},
        credentials::{Proved, Sender},
        device,
        throttle::TooManyAttempts,
    },
};
use app_forms::{
    FIELD_LENGTH,
    server::{Wants, refuse, see, see_with, with_next},
};
use app_kernel::{Member, Next, Viewer, path};
use app_session::{Client, CurrentSession, Proof, SessionError};
use axum::{
    Extension, Form, Json,
    extract::State,
    http::{HeaderMap, StatusCode, header::SET_COOKIE},
    response::{IntoResponse, Response},
};
use secrecy::SecretString;
use serde::Deserialize;
use std::time::Duration;

#[derive(Deserialize)]
pub(super) struct Credentials {
    #[serde(default)]
    account: String,
    #[serde(default)]
    password: SecretString,
    remember: Option<String>,
    next: Option<String>,
}

impl Credentials {
    fn remember(&self) -> bool {
        self.remember.as_deref() == Some("1")
    }

    fn next(&self, auth: &Auth) -> Option<Next> {
        Next::parse(self.next.as_deref()?, &auth.links)
    }
}

pub(super) async fn log_in(
    State(auth): State<Auth>,
    Extension(session): Extension<CurrentSession>,
    Extension(client): Extension<Client>,
    headers: HeaderMap,
    wants: Wants,
    Form(form): Form<Credentials>,
) -> Response {
    let sender = Sender {
        client,
        device: device::token(&headers),
    };
    let tried = auth
        .authenticate(&form.account, form.password.clone(), &sender)
        .await;
    let proved = match tried {
        Ok(Ok(proved)) => proved,
        Ok(Err(error)) => return refused(&auth, wants, error, form),
        Err(error) => {
            error.log();
            auth.logins.count(PASSWORD, AttemptOutcome::Unavailable);
            return wants.unavailable();
        }
    };
    let proof = proved.proof();
    let Proved { member, by, device } = proved;
    let named = app_session::Member {
        id: member.id.0,
        nickname: member.nickname.clone(),
    };
    match session.sign_in_by(&named, form.remember(), &proof).await {
        Ok(()) => {}
        // To be deleted; or disabled, deleted or given another password since this one was checked.
        Err(SessionError::Disabled) => {
            let proved = deletion::Proved {
                member: member.id,
                proof: Proof::password(Some(by)),
                remembered: form.remember(),
            };
            return match deletion::offer(&auth, wants, &proved, form.next(&auth)).await {
                Some(answer) => answer,
                None => refused(&auth, wants, LoginError::Disabled, form),
            };
        }
        Err(SessionError::NotSignedIn) => return refused(&auth, wants, LoginError::InvalidCredentials, form),
        Err(error) => {
            tracing::error!(%error, "nobody can be logged in");
            auth.logins.count(PASSWORD, AttemptOutcome::Unavailable);
            return wants.unavailable();
        }
    }
    tracing::info!(member = %member.id, "logged in");
    auth.logins.count(PASSWORD, AttemptOutcome::Succeeded);
    let mut response = welcome(&auth, wants, form.next(&auth), member);
    let cookie = device::cookie(&device, &auth.links.auth);
    response.headers_mut().append(SET_COOKIE, cookie);
    response
}

/// The answer to somebody who has just been logged in: by way of the page that checks it, on to where they wanted to be.
pub(super) fn welcome(auth: &Auth, wants: Wants, next: Option<Next>, member: Member) -> Response {
    match wants {
        Wants::Json => Json(Viewer::Member(member)).into_response(),
        Wants::Page => {
            let next = next.unwrap_or_else(|| Next::home(&auth.links));
            see(&with_next(path::LOGIN_CHECK, Some(&next)))
        }
    }
}

/// A browser sees the form again, with what was typed (but the password) and what was wrong.
fn refused(auth: &Auth, wants: Wants, error: LoginError, form: Credentials) -> Response {
    auth.logins.count(PASSWORD, error);
    if wants == Wants::Json {
        return match error {
            LoginError::TooMany(seconds) => {
                TooManyAttempts(Duration::from_secs(seconds.into())).answer(wants)
            }
            error => refuse(status(error), error.code()),
        };
    }
    let page = with_next(path::LOGIN, form.next(auth).as_ref());
    let notice = LoginNotice::Refused {
        error,
        remember: form.remember(),
        account: form.account.chars().take(FIELD_LENGTH).collect(),
    };
    see_with(&page, &notice, &auth.links.auth)
}

const fn status(error: LoginError) -> StatusCode {
    match error {
        LoginError::Incomplete => StatusCode::UNPROCESSABLE_ENTITY,
        LoginError::InvalidCredentials => StatusCode::UNAUTHORIZED,
        LoginError::Disabled => StatusCode::FORBIDDEN,
        LoginError::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
    }
}
