//! Another nickname: every copy of every service shows it with the next request.

use super::form_pages::AccountForms;
use crate::{
    account::notice::NicknameNotice,
    domain::nickname::{Nickname, NicknameError},
    server::{Auth, store},
};
use app_forms::server::{SignedIn, Wants, refuse, see_with};
use app_kernel::{Member, Viewer, path};
use app_session::{Client, SessionError};
use axum::{
    Extension, Form, Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct NewNickname {
    #[serde(default)]
    nickname: String,
}

pub(super) async fn change(
    State(auth): State<Auth>,
    asker: SignedIn<AccountForms>,
    Extension(client): Extension<Client>,
    Form(form): Form<NewNickname>,
) -> Response {
    let nickname = match Nickname::parse(&form.nickname) {
        Ok(nickname) => nickname.into_string(),
        Err(error) => return refused(&auth, &asker, error, &form.nickname),
    };
    match store::rename(&auth.pool, asker.member.id, &nickname, &client).await {
        Ok(true) => {}
        // The account was deleted a moment ago.
        Ok(false) => return asker.failed(SessionError::NotSignedIn),
        Err(error) => {
            tracing::error!(%error, "a nickname cannot be changed");
            return asker.wants.unavailable();
        }
    }
    match asker.wants {
        Wants::Json => {
            let id = asker.member.id;
            Json(Viewer::Member(Member { id, nickname })).into_response()
        }
        Wants::Page => see_with(&page(), &NicknameNotice::Saved, &auth.links.auth),
    }
}

fn refused(auth: &Auth, asker: &SignedIn<AccountForms>, error: NicknameError, typed: &str) -> Response {
    match asker.wants {
        Wants::Json => refuse(StatusCode::UNPROCESSABLE_ENTITY, error.code()),
        Wants::Page => {
            // A little more than is allowed, so that one sees what is too much.
            let nickname = typed.chars().take(2 * Nickname::MAX).collect();
            see_with(
                &page(),
                &NicknameNotice::Refused { error, nickname },
                &auth.links.auth,
            )
        }
    }
}

/// The form itself, further down on the page.
fn page() -> String {
    format!("{}#nickname-section", path::ACCOUNT)
}
