//! What the endpoints of forms that go by a code have in common.

use crate::{
    codes::{
        ASK, Forms, SENT,
        notice::{Refusal, Refusals},
    },
    domain::email::EmailAddress,
    server::{
        Auth,
        codes::{Asker, CodesError, Purpose, browser},
        device,
        throttle::TooManyAttempts,
    },
};
use app_forms::{
    Notice,
    server::{Wants, refuse, see, see_with},
};
use app_kernel::{Locale, Next, path};
use app_session::Client;
use app_ui::Visit;
use axum::{
    Json,
    extract::FromRequestParts,
    http::{HeaderValue, StatusCode, header::SET_COOKIE, request::Parts},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};
use std::{convert::Infallible, sync::Arc, time::Duration};

/// The characters of a field that are worth showing again: a little more than is allowed, so that one sees what is too much.
const SHOWN: usize = 60;
/// The characters of an e-mail address that are worth showing again, as [`SHOWN`] are of other fields.
const SHOWN_OF_EMAIL: usize = EmailAddress::MAX + 46;

/// The browser that sends a form, and the kind of answer that it can read.
pub(super) struct Browser {
    pub(super) asker: Asker,
    pub(super) wants: Wants,
    /// The token of a device on which somebody has logged in before.
    pub(super) device: Option<String>,
}

impl<S: Sync> FromRequestParts<S> for Browser {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let Ok(wants) = Wants::from_request_parts(parts, state).await;
        let visit = parts.extensions.get::<Arc<Visit>>();
        let asker = Asker {
            client: parts.extensions.get::<Client>().cloned().unwrap_or_default(),
            secret: browser::secret(&parts.headers).unwrap_or_else(browser::new_secret),
            member: None,
            locale: visit.map_or_else(Locale::default, |visit| visit.locale),
        };
        Ok(Self {
            asker,
            wants,
            device: device::token(&parts.headers),
        })
    }
}

/// A form that goes by a code.
pub(super) trait CodeForm {
    /// What its page shows when it is shown again.
    type Notice: Notice;

    /// What the code is for.
    fn purpose(&self) -> Purpose;

    /// The forms that it is one of.
    fn forms(&self) -> Forms;

    /// The phone or the e-mail address that was typed.
    fn to(&self) -> &str;

    /// Where the visitor wanted to be, as the form says it.
    fn next(&self) -> Option<&str>;

    /// The forms again, with what was typed but the password and the code.
    fn notice(&self, refusals: Refusals) -> Self::Notice;
}

/// Where the visitor wanted to be.
pub(super) fn next(auth: &Auth, form: &impl CodeForm) -> Option<Next> {
    Next::parse(form.next()?, &auth.links)
}

/// A text as it is worth showing again.
pub(super) fn shown(text: &str) -> String {
    without_controls(text, SHOWN)
}

/// A text as it is worth showing again where an e-mail address may be typed.
pub(super) fn shown_recipient(text: &str) -> String {
    without_controls(text, SHOWN_OF_EMAIL)
}

fn without_controls(text: &str, length: usize) -> String {
    let shown = text.chars().take(length);
    shown.map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// The answer to who asks for a code.
pub(super) async fn sent_or_refused(
    auth: &Auth,
    browser: &Browser,
    form: &impl CodeForm,
    outcome: Result<Result<(), Refusal>, CodesError>,
) -> Response {
    let answer = match outcome {
        Ok(Ok(())) if browser.wants == Wants::Json => Json(json!({ "sent": true })).into_response(),
        Ok(Ok(())) => sent(auth, form),
        Ok(Err(refusal)) if browser.wants == Wants::Json => return refused_script(&[refusal]),
        Ok(Err(refusal)) => match auth.awaits(form.purpose(), form.to(), &browser.asker).await {
            // Who clicks twice, or too early: the page says how long the next one takes.
            Ok(true) => sent(auth, form),
            Ok(false) => {
                let page = page(auth, form, Some(ASK));
                return see_with(&page, &form.notice(vec![refusal]), &auth.links.auth);
            }
            Err(error) => return failed(form, browser.wants, &error.into()),
        },
        Err(error) => return failed(form, browser.wants, &error),
    };
    with_cookie(answer, browser::cookie(&browser.asker.secret, &auth.links.auth))
}

/// The page that asks for the code. It finds out whether the browser keeps cookies.
fn sent(auth: &Auth, form: &impl CodeForm) -> Response {
    let page = page(auth, form, Some(SENT));
    see_with(&page, &form.notice(Vec::new()), &auth.links.auth)
}

/// The page with the forms, at this step if one is named.
fn page(auth: &Auth, form: &impl CodeForm, step: Option<&str>) -> String {
    let page = form.forms().page;
    let next = next(auth, form);
    let step = step.map(|step| ("step", step));
    let next = next.as_ref().map(|next| ("next", next.as_str()));
    let query: Vec<_> = step.into_iter().chain(next).collect();
    if query.is_empty() {
        page.to_owned()
    } else {
        format!("{page}?{}", path::query(&query))
    }
}

/// A browser sees the form again; a script hears of every field.
pub(super) fn refused(auth: &Auth, browser: &Browser, form: &impl CodeForm, refusals: Refusals) -> Response {
    match browser.wants {
        Wants::Json => refused_script(&refusals),
        Wants::Page => see_with(&page(auth, form, None), &form.notice(refusals), &auth.links.auth),
    }
}

fn refused_script(refusals: &[Refusal]) -> Response {
    for refusal in refusals {
        match refusal {
            Refusal::TooMany(seconds) => {
                return TooManyAttempts(Duration::from_secs((*seconds).into())).answer(Wants::Json);
            }
            Refusal::Disabled | Refusal::Young => return refuse(StatusCode::FORBIDDEN, refusal.code()),
            _ => {}
        }
    }
    let fields: Map<_, _> = refusals
        .iter()
        .filter_map(|refusal| Some((refusal.field()?.name().to_owned(), Value::from(refusal.code()))))
        .collect();
    let body = Json(json!({ "error": "invalid", "fields": fields }));
    (StatusCode::UNPROCESSABLE_ENTITY, body).into_response()
}

/// The answer when nothing can be said.
pub(super) fn failed(form: &impl CodeForm, wants: Wants, error: &CodesError) -> Response {
    match error {
        CodesError::Closed if wants == Wants::Json => refuse(StatusCode::NOT_IMPLEMENTED, "closed"),
        CodesError::Closed => see(form.forms().page),
        CodesError::Overloaded(error) => {
            tracing::warn!(%error, "a form that goes by a code is not judged");
            wants.unavailable()
        }
        error => {
            tracing::error!(%error, "a form that goes by a code cannot be judged");
            wants.unavailable()
        }
    }
}

/// The answer with another cookie.
pub(super) fn with_cookie(mut answer: Response, cookie: HeaderValue) -> Response {
    answer.headers_mut().append(SET_COOKIE, cookie);
    answer
}
