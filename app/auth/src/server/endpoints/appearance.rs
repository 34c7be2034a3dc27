//! Picture and language of the account: every copy of every service shows them with the next request.

use super::form_pages::AccountForms;
use crate::{
    account::notice::AppearanceSaved,
    server::{Auth, store},
};
use app_forms::server::{SignedIn, Wants, refuse, see_with};
use app_kernel::{Locale, path};
use app_session::SessionError;
use app_ui::Portrait;
use axum::{
    Form, Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
pub(super) struct Appearance {
    /// The name of a picture of the set; empty for none.
    #[serde(default)]
    picture: String,
    /// The tag of a language of ours; empty for whatever the browser prefers.
    #[serde(default)]
    language: String,
}

/// Nobody types what the form offers: what it does not offer is refused as a whole, and nothing is changed.
pub(super) async fn change(
    State(auth): State<Auth>,
    asker: SignedIn<AccountForms>,
    Form(form): Form<Appearance>,
) -> Response {
    let picture = offered(&form.picture, |name| Portrait::named(name).map(Portrait::name));
    let language = offered(&form.language, |tag| Locale::from_tag(tag).map(Locale::tag));
    let (Ok(picture), Ok(language)) = (picture, language) else {
        return match asker.wants {
            Wants::Json => refuse(StatusCode::UNPROCESSABLE_ENTITY, "unknown"),
            Wants::Page => StatusCode::UNPROCESSABLE_ENTITY.into_response(),
        };
    };
    match store::set_appearance(&auth.pool, asker.member.id, picture, language).await {
        Ok(true) => {}
        // The account was deleted a moment ago.
        Ok(false) => return asker.failed(SessionError::NotSignedIn),
        Err(error) => {
            tracing::error!(%error, "picture and language cannot be changed");
            return asker.wants.unavailable();
        }
    }
    match asker.wants {
        Wants::Json => Json(json!({ "picture": picture, "language": language })).into_response(),
        Wants::Page => see_with(
            &format!("{}#appearance-section", path::ACCOUNT),
            &AppearanceSaved,
            &auth.links.auth,
        ),
    }
}

/// A value that no form of ours offers.
struct NotOffered;

/// A value that the form offers, or nothing where it is empty.
fn offered(
    typed: &str,
    find: impl FnOnce(&str) -> Option<&'static str>,
) -> Result<Option<&'static str>, NotOffered> {
    if typed.is_empty() {
        return Ok(None);
    }
    find(typed).map(Some).ok_or(NotOffered)
}
