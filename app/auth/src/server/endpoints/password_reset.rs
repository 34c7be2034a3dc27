//! A new password instead of a forgotten one: a code to the phone or the e-mail address, then the password. Nobody is logged in by it (OWASP's Forgot Password
//! Cheat Sheet): who has a new password logs in with it, as always.

use super::code_forms::{self, Browser, CodeForm, failed, refused, sent_or_refused, shown_recipient};
use crate::{
    codes::{Forms, notice::Refusals},
    login::notice::LoginNotice,
    password_reset::{FORMS, notice::PasswordResetNotice},
    server::{Auth, codes::Purpose, password_reset::NewPassword},
};
use app_forms::server::{FORGET, Wants, see_with, with_next};
use app_kernel::path;
use app_session::CurrentSession;
use axum::{
    Extension, Form, Json,
    extract::State,
    response::{IntoResponse, Response},
};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
pub(super) struct PasswordReset {
    /// The phone or the e-mail address.
    #[serde(default)]
    phone: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    password: SecretString,
    next: Option<String>,
}

impl CodeForm for PasswordReset {
    type Notice = PasswordResetNotice;

    fn purpose(&self) -> Purpose {
        Purpose::PasswordReset
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

    fn notice(&self, refusals: Refusals) -> PasswordResetNotice {
        PasswordResetNotice {
            refusals,
            phone: shown_recipient(&self.phone),
        }
    }
}

pub(super) async fn send_code(
    State(auth): State<Auth>,
    browser: Browser,
    Form(form): Form<PasswordReset>,
) -> Response {
    let outcome = auth.send_reset_code(&form.phone, &browser.asker).await;
    sent_or_refused(&auth, &browser, &form, outcome).await
}

pub(super) async fn reset(
    State(auth): State<Auth>,
    Extension(session): Extension<CurrentSession>,
    browser: Browser,
    Form(form): Form<PasswordReset>,
) -> Response {
    let new = NewPassword {
        to: &form.phone,
        code: &form.code,
        password: &form.password,
    };
    match auth.reset_password(&new, &browser.asker).await {
        Ok(Ok(())) => {}
        Ok(Err(refusals)) => return refused(&auth, &browser, &form, refusals),
        Err(error) => return failed(&form, browser.wants, &error),
    }
    // Whoever is logged in here is asked for the new password as well, also if they are somebody else.
    if let Err(error) = session.sign_out().await {
        tracing::warn!(%error, "a browser with a new password stays logged in");
    }
    let answer = match browser.wants {
        Wants::Json => Json(json!({ "changed": true })).into_response(),
        Wants::Page => {
            let next = code_forms::next(&auth, &form);
            let account = shown_recipient(form.phone.trim());
            see_with(
                &with_next(path::LOGIN, next.as_ref()),
                &LoginNotice::PasswordReset { account },
                &auth.links.auth,
            )
        }
    };
    (FORGET, answer).into_response()
}
