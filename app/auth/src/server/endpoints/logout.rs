//! Log out.

use crate::server::Auth;
use app_forms::server::{FORGET, Wants, see};
use app_kernel::{Next, Viewer};
use app_session::CurrentSession;
use axum::{
    Extension, Form, Json,
    extract::State,
    response::{IntoResponse, Response},
};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct LogoutForm {
    next: Option<String>,
}

/// Also for guests, who are guests afterwards. A logout that did not happen is not claimed.
pub(super) async fn log_out(
    State(auth): State<Auth>,
    Extension(session): Extension<CurrentSession>,
    wants: Wants,
    Form(form): Form<LogoutForm>,
) -> Response {
    if let Err(error) = session.sign_out().await {
        tracing::error!(%error, "nobody can be logged out");
        return wants.unavailable();
    }
    if wants == Wants::Json {
        return (FORGET, Json(Viewer::Guest)).into_response();
    }
    let next = form.next.and_then(|next| Next::parse(&next, &auth.links));
    let next = next.unwrap_or_else(|| Next::home(&auth.links));
    (FORGET, see(next.as_str())).into_response()
}
