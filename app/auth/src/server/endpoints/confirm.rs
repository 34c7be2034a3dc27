//! The member proves again who they are, before something sensitive (ASVS 5.0 7.5.1).

use super::form_pages::AccountForms;
use crate::{confirm::notice::WrongPassword, server::Auth};
use app_forms::server::{SignedIn, Wants, refuse, see, see_with, with_next};
use app_kernel::{Next, Viewer, path};
use app_session::Client;
use axum::{
    Extension, Form, Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use secrecy::SecretString;
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Confirmation {
    #[serde(default)]
    password: SecretString,
    next: Option<String>,
}

pub(super) async fn confirm(
    State(auth): State<Auth>,
    asker: SignedIn<AccountForms>,
    Extension(client): Extension<Client>,
    Form(form): Form<Confirmation>,
) -> Response {
    let next = form
        .next
        .as_deref()
        .and_then(|next| Next::parse(next, &auth.links));
    match auth.verify_again(asker.member.id, form.password, &client).await {
        Ok(Err(too_many)) => return too_many.answer(asker.wants),
        Ok(Ok(Some(_))) => {}
        Ok(Ok(None)) if asker.wants == Wants::Json => {
            return refuse(StatusCode::UNAUTHORIZED, "invalid-credentials");
        }
        Ok(Ok(None)) => {
            return see_with(
                &with_next(path::CONFIRM, next.as_ref()),
                &WrongPassword,
                &auth.links.auth,
            );
        }
        Err(error) => {
            error.log();
            return asker.wants.unavailable();
        }
    }
    if let Err(error) = asker.session.confirm().await {
        return asker.failed(error);
    }
    match asker.wants {
        Wants::Json => Json(Viewer::Member(asker.member)).into_response(),
        Wants::Page => see(next.as_ref().map_or(path::SESSIONS, Next::as_str)),
    }
}
