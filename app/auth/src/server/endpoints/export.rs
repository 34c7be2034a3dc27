//! Everything that is known of the member, as a file. It takes a fresh proof of identity (ASVS 5.0 7.5.1).

use super::form_pages::AccountForms;
use crate::server::{Auth, export::ExportError};
use app_forms::server::SignedIn;
use app_session::SessionError;
use axum::{
    extract::State,
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    response::{IntoResponse, Response},
};

pub(super) async fn export(State(auth): State<Auth>, asker: SignedIn<AccountForms>) -> Response {
    if let Some(answer) = asker.must_confirm() {
        return answer;
    }
    let member = asker.member.id;
    let exported = match auth.export(member, &asker.session).await {
        Ok(exported) => exported,
        Err(ExportError::Session(error)) => return asker.failed(error),
        // The account was deleted a moment ago.
        Err(ExportError::Gone) => return asker.failed(SessionError::NotSignedIn),
        Err(error) => {
            tracing::error!(%error, %member, "what is known of a member cannot be read");
            return asker.wants.unavailable();
        }
    };
    // In lines, because people read it.
    let json = match serde_json::to_vec_pretty(&exported) {
        Ok(json) => json,
        Err(error) => {
            tracing::error!(%error, %member, "what is known of a member cannot be written");
            return asker.wants.unavailable();
        }
    };
    tracing::info!(%member, "a member has taken along what is known of them");
    let file = format!("attachment; filename=\"cfmall-account-{member}.json\"");
    let headers = [
        (CONTENT_TYPE, "application/json".to_owned()),
        (CONTENT_DISPOSITION, file),
    ];
    (headers, json).into_response()
}
