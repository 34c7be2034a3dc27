//! Register: a code to a phone, then an account.

use super::{
    code_forms::{self, Browser, CodeForm, failed, refused, sent_or_refused, shown, with_cookie},
    login,
};
use crate::{
    codes::{
        Forms,
        notice::{Refusal, Refusals},
    },
    registration::{FORMS, notice::RegistrationNotice},
    server::{
        Auth,
        codes::Purpose,
        credentials::{Proved, Sender},
        device,
        registration::{Application, Outcome},
    },
};
use app_forms::server::see;
use app_kernel::path;
use app_session::{CurrentSession, SessionError};
use axum::{Extension, Form, extract::State, response::Response};
use secrecy::SecretString;
use serde::Deserialize;

/// The version of the first password of an account.
const FIRST_PASSWORD: i32 = 0;

#[derive(Deserialize)]
pub(super) struct Registration {
    #[serde(default)]
    phone: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    user_name: String,
    #[serde(default)]
    password: SecretString,
    next: Option<String>,
}

impl CodeForm for Registration {
    type Notice = RegistrationNotice;

    fn purpose(&self) -> Purpose {
        Purpose::Registration
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

    fn notice(&self, refusals: Refusals) -> RegistrationNotice {
        RegistrationNotice {
            refusals,
            phone: shown(&self.phone),
            user_name: shown(&self.user_name),
        }
    }
}

pub(super) async fn send_code(
    State(auth): State<Auth>,
    browser: Browser,
    Form(form): Form<Registration>,
) -> Response {
    let outcome = auth.send_registration_code(&form.phone, &browser.asker).await;
    sent_or_refused(&auth, &browser, &form, outcome).await
}

pub(super) async fn register(
    State(auth): State<Auth>,
    Extension(session): Extension<CurrentSession>,
    browser: Browser,
    Form(form): Form<Registration>,
) -> Response {
    let application = Application {
        phone: &form.phone,
        code: &form.code,
        user_name: &form.user_name,
        password: &form.password,
    };
    match auth.register(&application, &browser.asker).await {
        Ok(Outcome::Member(member)) => {
            tracing::info!(member = %member.id, "registered");
            let proved = Proved {
                device: device::new_token(),
                by: FIRST_PASSWORD,
                member,
            };
            welcome(&auth, &session, &browser, &form, proved).await
        }
        Ok(Outcome::Again) => again(&auth, &session, browser, form).await,
        Ok(Outcome::Refused(refusals)) => refused(&auth, &browser, &form, refusals),
        Err(error) => failed(&form, browser.wants, &error),
    }
}

/// The code has made an account a moment ago. Whoever knows its password has sent the form twice and is logged in; for everybody else the code
/// is used.
async fn again(auth: &Auth, session: &CurrentSession, browser: Browser, form: Registration) -> Response {
    let sender = Sender {
        client: browser.asker.client.clone(),
        device: browser.device.clone(),
    };
    let tried = auth
        .authenticate(&form.user_name, form.password.clone(), &sender)
        .await;
    match tried {
        Ok(Ok(proved)) => welcome(auth, session, &browser, &form, proved).await,
        Ok(Err(error)) => refused(auth, &browser, &form, vec![Refusal::used(error)]),
        Err(error) => {
            error.log();
            browser.wants.unavailable()
        }
    }
}

/// Logs a member in who has just been made.
async fn welcome(
    auth: &Auth,
    session: &CurrentSession,
    browser: &Browser,
    form: &Registration,
    proved: Proved,
) -> Response {
    let proof = proved.proof();
    let Proved { member, device, .. } = proved;
    let named = app_session::Member {
        id: member.id.0,
        nickname: member.nickname.clone(),
    };
    match session.sign_in_by(&named, false, &proof).await {
        Ok(()) => {}
        // Disabled or deleted within the moment: the login says what is the matter.
        Err(SessionError::Disabled | SessionError::NotSignedIn) => return see(path::LOGIN),
        Err(error) => {
            tracing::error!(%error, "nobody can be logged in");
            return browser.wants.unavailable();
        }
    }
    let answer = login::welcome(auth, browser.wants, code_forms::next(auth, form), member);
    with_cookie(answer, device::cookie(&device, &auth.links.auth))
}
