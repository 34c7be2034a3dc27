//! Where the forms of this domain are posted to.
//!
//! A browser's form is answered with 303 to a page, a script that accepts JSON with JSON and the proper status.

use super::{Auth, flash};
use crate::login::notice::{LoginError, LoginNotice};
use app_kernel::{Failure, Next, Viewer, path};
use app_session::CurrentSession;
use axum::{
    Extension, Form, Json,
    extract::State,
    http::{
        HeaderMap, Method, StatusCode,
        header::{ACCEPT, SET_COOKIE},
    },
    response::{IntoResponse, Redirect, Response},
    routing::{MethodRouter, post},
};
use secrecy::SecretString;
use serde::Deserialize;

/// Method, path and handler of each.
pub fn endpoints(auth: &Auth) -> Vec<(Method, &'static str, MethodRouter)> {
    vec![
        (
            Method::POST,
            path::LOGIN_API,
            post(log_in).with_state(auth.clone()),
        ),
        (
            Method::POST,
            path::LOGOUT_API,
            post(log_out).with_state(auth.clone()),
        ),
    ]
}

#[derive(Deserialize)]
struct LoginForm {
    #[serde(default)]
    account: String,
    #[serde(default)]
    password: SecretString,
    next: Option<String>,
}

#[derive(Deserialize)]
struct LogoutForm {
    next: Option<String>,
}

async fn log_in(
    State(auth): State<Auth>,
    Extension(session): Extension<CurrentSession>,
    headers: HeaderMap,
    Form(form): Form<LoginForm>,
) -> Response {
    let next = form
        .next
        .as_deref()
        .and_then(|next| Next::parse(next, &auth.links));
    let json = wants_json(&headers);
    let member = match auth.authenticate(&form.account, form.password).await {
        Ok(Ok(member)) => member,
        Ok(Err(error)) if json => return (rejection_status(error), Json(error)).into_response(),
        Ok(Err(error)) => return back_to_form(error, form.account, next.as_ref()),
        Err(error) => {
            tracing::error!(%error, "accounts cannot be read");
            return unavailable(json);
        }
    };
    if let Err(error) = session.sign_in(&member).await {
        tracing::error!(%error, "nobody can be logged in");
        return unavailable(json);
    }
    tracing::info!(member = %member.id, "logged in");
    if json {
        return Json(Viewer::Member(member)).into_response();
    }
    let next = next.unwrap_or_else(|| Next::home(&auth.links));
    Redirect::to(&with_next(path::LOGIN_CHECK, Some(&next))).into_response()
}

async fn log_out(
    State(auth): State<Auth>,
    Extension(session): Extension<CurrentSession>,
    headers: HeaderMap,
    Form(form): Form<LogoutForm>,
) -> Response {
    let json = wants_json(&headers);
    if let Err(error) = session.sign_out().await {
        tracing::error!(%error, "nobody can be logged out");
        return unavailable(json);
    }
    if json {
        return Json(Viewer::Guest).into_response();
    }
    let next = form.next.and_then(|next| Next::parse(&next, &auth.links));
    Redirect::to(next.unwrap_or_else(|| Next::home(&auth.links)).as_str()).into_response()
}

const fn rejection_status(error: LoginError) -> StatusCode {
    match error {
        LoginError::Incomplete => StatusCode::UNPROCESSABLE_ENTITY,
        LoginError::InvalidCredentials => StatusCode::UNAUTHORIZED,
    }
}

/// The form again, with what was typed (but the password) and what was wrong.
fn back_to_form(error: LoginError, account: String, next: Option<&Next>) -> Response {
    let account = account.chars().take(crate::login::page::FIELD_LENGTH).collect();
    let cookie = flash::cookie(&LoginNotice { error, account });
    (
        [(SET_COOKIE, cookie)],
        Redirect::to(&with_next(path::LOGIN, next)),
    )
        .into_response()
}

/// The host's error layer gives it the page or the JSON it deserves.
fn unavailable(json: bool) -> Response {
    let status = StatusCode::SERVICE_UNAVAILABLE;
    if json {
        (status, Json(Failure::Unavailable)).into_response()
    } else {
        status.into_response()
    }
}

fn with_next(path: &str, next: Option<&Next>) -> String {
    next.map_or_else(|| path.to_owned(), |next| format!("{path}?{}", next.as_query()))
}

fn wants_json(headers: &HeaderMap) -> bool {
    headers
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("application/json"))
}
