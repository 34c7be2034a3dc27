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
    server::{Auth, code_login::ProvedByCode, codes::Purpose},
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
        Ok(Err(refusals)) => return refused(&auth, &browser, &form, refusals),
        Err(error) => return failed(&form, browser.wants, &error),
    };
    let named = app_session::Member {
        id: member.id.0,
        nickname: member.nickname.clone(),
    };
    match session.sign_in_by(&named, form.remember(), proof).await {
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
                None => refused(&auth, &browser, &form, vec![Refusal::Disabled]),
            };
        }
        Err(SessionError::NotSignedIn) => {
            return refused(&auth, &browser, &form, vec![Refusal::Code(CodeError::Wrong)]);
        }
        Err(error) => {
            tracing::error!(%error, "nobody can be logged in");
            return browser.wants.unavailable();
        }
    }
    tracing::info!(member = %member.id, "logged in with a code");
    welcome(&auth, browser.wants, code_forms::next(&auth, &form), member)
}
