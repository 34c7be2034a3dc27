//! Register: a code to a phone, then an account.

use crate::{
    registration::{
        notice::{Refusal, Refusals, RegistrationNotice},
        page::{PHONE, SENT},
    },
    server::{
        Auth, browser,
        credentials::{Proved, Sender},
        device,
        registration::{Application, Asker, Outcome, RegistrationError},
        throttle::TooManyAttempts,
    },
};
use app_forms::server::{Wants, refuse, see, see_with};
use app_kernel::{Locale, Member, Next, Viewer, path};
use app_session::{Client, CurrentSession, SessionError};
use app_ui::Visit;
use axum::{
    Extension, Form, Json,
    extract::{FromRequestParts, State},
    http::{HeaderMap, StatusCode, header::SET_COOKIE, request::Parts},
    response::{IntoResponse, Response},
};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::{convert::Infallible, sync::Arc, time::Duration};

/// The version of the first password of an account.
const FIRST_PASSWORD: i32 = 0;
/// The characters of a field that are worth showing again: a little more than is allowed, so that one sees what is too much.
const SHOWN: usize = 60;

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

impl Registration {
    fn next(&self, auth: &Auth) -> Option<Next> {
        Next::parse(self.next.as_deref()?, &auth.links)
    }

    /// The page with the forms, at this step if one is named.
    fn page(&self, auth: &Auth, step: Option<&str>) -> String {
        let next = self.next(auth);
        let step = step.map(|step| ("step", step));
        let next = next.as_ref().map(|next| ("next", next.as_str()));
        let query: Vec<_> = step.into_iter().chain(next).collect();
        if query.is_empty() {
            path::REGISTER.to_owned()
        } else {
            format!("{}?{}", path::REGISTER, path::query(&query))
        }
    }

    /// The forms again, with what was typed but the password and the code.
    fn notice(&self, refusals: Refusals) -> RegistrationNotice {
        let shown = |text: &str| {
            let shown = text.chars().take(SHOWN);
            shown.map(|c| if c.is_control() { ' ' } else { c }).collect()
        };
        RegistrationNotice {
            refusals,
            phone: shown(&self.phone),
            user_name: shown(&self.user_name),
        }
    }
}

/// The browser that sends a form, and the kind of answer that it can read.
pub(super) struct Browser {
    asker: Asker,
    wants: Wants,
    /// The token of a device on which somebody has logged in before.
    device: Option<String>,
}

impl<S: Sync> FromRequestParts<S> for Browser {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let Ok(wants) = Wants::from_request_parts(parts, state).await;
        let visit = parts.extensions.get::<Arc<Visit>>();
        let asker = Asker {
            client: parts.extensions.get::<Client>().cloned().unwrap_or_default(),
            secret: browser::secret(&parts.headers).unwrap_or_else(browser::new_secret),
            locale: visit.map_or_else(Locale::default, |visit| visit.locale),
        };
        Ok(Self {
            asker,
            wants,
            device: device::token(&parts.headers),
        })
    }
}

pub(super) async fn send_code(
    State(auth): State<Auth>,
    browser: Browser,
    Form(form): Form<Registration>,
) -> Response {
    let answer = match auth.send_code(&form.phone, &browser.asker).await {
        Ok(Ok(())) if browser.wants == Wants::Json => Json(json!({ "sent": true })).into_response(),
        Ok(Ok(())) => sent(&auth, &form),
        Ok(Err(refusal)) if browser.wants == Wants::Json => return refused_script(&[refusal]),
        Ok(Err(refusal)) => match auth.awaits(&form.phone, &browser.asker.secret).await {
            // Who clicks twice, or too early: the page says how long the next one takes.
            Ok(true) => sent(&auth, &form),
            Ok(false) => {
                let page = form.page(&auth, Some(PHONE));
                return see_with(&page, &form.notice(vec![refusal]), &auth.links.auth);
            }
            Err(error) => return failed(browser.wants, &error.into()),
        },
        Err(error) => return failed(browser.wants, &error),
    };
    with_cookie(answer, browser::cookie(&browser.asker.secret, &auth.links.auth))
}

/// The page that asks for the code. It finds out whether the browser keeps cookies.
fn sent(auth: &Auth, form: &Registration) -> Response {
    let page = form.page(auth, Some(SENT));
    see_with(&page, &form.notice(Vec::new()), &auth.links.auth)
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
        Err(error) => failed(browser.wants, &error),
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
    Proved { member, by, device }: Proved,
) -> Response {
    let named = app_session::Member {
        id: member.id.0,
        nickname: member.nickname.clone(),
    };
    match session.sign_in(&named, false, Some(by)).await {
        Ok(()) => {}
        // Disabled or deleted within the moment: the login says what is the matter.
        Err(SessionError::Disabled | SessionError::NotSignedIn) => return see(path::LOGIN),
        Err(error) => {
            tracing::error!(%error, "nobody can be logged in");
            return browser.wants.unavailable();
        }
    }
    let answer = answer(auth, browser.wants, form, member);
    with_cookie(answer, device::cookie(&device, &auth.links.auth))
}

fn answer(auth: &Auth, wants: Wants, form: &Registration, member: Member) -> Response {
    match wants {
        Wants::Json => Json(Viewer::Member(member)).into_response(),
        Wants::Page => {
            let next = form.next(auth).unwrap_or_else(|| Next::home(&auth.links));
            see(&format!("{}?{}", path::LOGIN_CHECK, next.as_query()))
        }
    }
}

/// A browser sees the form again; a script hears of every field.
fn refused(auth: &Auth, browser: &Browser, form: &Registration, refusals: Refusals) -> Response {
    match browser.wants {
        Wants::Json => refused_script(&refusals),
        Wants::Page => see_with(&form.page(auth, None), &form.notice(refusals), &auth.links.auth),
    }
}

fn refused_script(refusals: &[Refusal]) -> Response {
    let too_many = refusals.iter().find_map(|refusal| match refusal {
        Refusal::TooMany(seconds) => Some(TooManyAttempts(Duration::from_secs((*seconds).into()))),
        _ => None,
    });
    if let Some(too_many) = too_many {
        return too_many.answer(Wants::Json);
    }
    let fields: Map<_, _> = refusals
        .iter()
        .filter_map(|refusal| Some((refusal.field()?.name().to_owned(), Value::from(refusal.code()))))
        .collect();
    let body = Json(json!({ "error": "invalid", "fields": fields }));
    (StatusCode::UNPROCESSABLE_ENTITY, body).into_response()
}

fn failed(wants: Wants, error: &RegistrationError) -> Response {
    match error {
        RegistrationError::Closed if wants == Wants::Json => refuse(StatusCode::NOT_IMPLEMENTED, "closed"),
        RegistrationError::Closed => see(path::REGISTER),
        RegistrationError::Overloaded(error) => {
            tracing::warn!(%error, "nobody is registered");
            wants.unavailable()
        }
        error => {
            tracing::error!(%error, "nobody can register");
            wants.unavailable()
        }
    }
}

fn with_cookie(mut answer: Response, cookie: axum::http::HeaderValue) -> Response {
    let headers: &mut HeaderMap = answer.headers_mut();
    headers.append(SET_COOKIE, cookie);
    answer
}
