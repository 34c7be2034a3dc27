//! Log in with a code instead of the password: where it goes, then the code.

use super::{
    code_forms::{self, Browser, CodeForm, failed, refused, sent_or_refused, shown_recipient},
    deletion,
    login::welcome,
};
use crate::{
    code_login::{FORMS, notice::CodeLoginNotice},
    codes::{
        Forms,
        notice::{CodeError, Refusal, Refusals},
    },
    server::{
        Auth,
        attempt_counters::AttemptOutcome,
        code_login::{METHOD, ProvedByCode},
        codes::Purpose,
    },
};
use app_session::{CurrentSession, SessionError};
use axum::{Extension, Form, extract::State, response::Response};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct CodeLogin {
    /// The phone or the e-mail address.
    #[serde(default)]
    phone: String,
    #[serde(default)]
    code: String,
    remember: Option<String>,
    next: Option<String>,
}

impl CodeLogin {
    fn remember(&self) -> bool {
        self.remember.as_deref() == Some("1")
    }
}

impl CodeForm for CodeLogin {
    type Notice = CodeLoginNotice;

    fn purpose(&self) -> Purpose {
        Purpose::Login
    }

    fn forms(&self) -> Forms {
        FORMS
    }

    fn to(&self) -> &str {
        &self.phone
    }

    fn next(&self) -> Option<&str> {
        self.next.as_deref()
    }

    fn notice(&self, refusals: Refusals) -> CodeLoginNotice {
        CodeLoginNotice {
            refusals,
            phone: shown_recipient(&self.phone),
            remember: self.remember(),
        }
    }
}

pub(super) async fn send_code(
    State(auth): State<Auth>,
    browser: Browser,
    Form(form): Form<CodeLogin>,
) -> Response {
    let outcome = auth.send_login_code(&form.phone, &browser.asker).await;
    match &outcome {
        // It goes on with the code.
        Ok(Ok(())) => {}
        Ok(Err(refusal)) => auth.logins.count(METHOD, *refusal),
        Err(error) => auth.logins.count(METHOD, error),
    }
    sent_or_refused(&auth, &browser, &form, outcome).await
}

pub(super) async fn log_in(
    State(auth): State<Auth>,
    Extension(session): Extension<CurrentSession>,
    browser: Browser,
    Form(form): Form<CodeLogin>,
) -> Response {
    let proved = auth
        .prove_by_code((&form.phone, &form.code), &browser.asker)
        .await;
    let ProvedByCode { member, proof } = match proved {
        Ok(Ok(proved)) => proved,
        Ok(Err(refusals)) => return not_logged_in(&auth, &browser, &form, refusals),
        Err(error) => {
            auth.logins.count(METHOD, &error);
            return failed(&form, browser.wants, &error);
        }
    };
    let named = app_session::Member {
        id: member.id.0,
        nickname: member.nickname.clone(),
    };
    match session.sign_in_by(&named, form.remember(), &proof).await {
        Ok(()) => {}
        // To be deleted; or disabled, deleted or given another password within the moment.
        Err(SessionError::Disabled) => {
            let proved = deletion::Proved {
                member: member.id,
                proof,
                remembered: form.remember(),
            };
            let next = code_forms::next(&auth, &form);
            return match deletion::offer(&auth, browser.wants, &proved, next).await {
                Some(answer) => answer,
                None => not_logged_in(&auth, &browser, &form, vec![Refusal::Disabled]),
            };
        }
        Err(SessionError::NotSignedIn) => {
            return not_logged_in(&auth, &browser, &form, vec![Refusal::Code(CodeError::Wrong)]);
        }
        Err(error) => {
            tracing::error!(%error, "nobody can be logged in");
            auth.logins.count(METHOD, AttemptOutcome::Unavailable);
            return browser.wants.unavailable();
        }
    }
    tracing::info!(member = %member.id, "logged in with a code");
    auth.logins.count(METHOD, AttemptOutcome::Succeeded);
    welcome(&auth, browser.wants, code_forms::next(&auth, &form), member)
}

/// Counts an attempt, and says what was in its way. The first of them counts: fields that cannot be read are all there is then.
fn not_logged_in(auth: &Auth, browser: &Browser, form: &CodeLogin, refusals: Refusals) -> Response {
    if let Some(refusal) = refusals.first() {
        auth.logins.count(METHOD, *refusal);
    }
    refused(auth, browser, form, refusals)
}
