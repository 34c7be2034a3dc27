//! "Log in", and where the account is.

use super::{Site, flow::Flow};
use crate::authority::AUTHORIZE;
use crate::secret;
use app_forms::server::see;
use app_kernel::{Next, path};
use app_session::Viewer;
use axum::{
    Extension,
    extract::{Query, State, rejection::QueryRejection},
    http::header::SET_COOKIE,
    response::{IntoResponse, Response},
};
use serde::Deserialize;

#[derive(Default, Deserialize)]
pub(super) struct Wanted {
    next: Option<String>,
}

/// Sends a guest to the authority, which knows them already or asks for the password.
pub(super) async fn begin(
    State(site): State<Site>,
    Extension(viewer): Extension<Viewer>,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Response {
    let wanted = wanted.map(|Query(wanted)| wanted).unwrap_or_default();
    let next = wanted.next.and_then(|next| Next::parse(&next, &site.links));
    let next = next.unwrap_or_else(|| Next::home(&site.links));
    if viewer.member().is_some() {
        return see(next.as_str());
    }
    let flow = Flow::new(next.as_str());
    let question = path::query(&[
        ("response_type", "code"),
        ("client_id", &site.membership.id),
        ("redirect_uri", &site.redirect_uri()),
        ("state", &flow.state),
        ("code_challenge", &secret::challenge(&flow.verifier)),
        ("code_challenge_method", "S256"),
    ]);
    let address = site.membership.authority.at(&format!("{AUTHORIZE}?{question}"));
    ([(SET_COOKIE, flow.keep())], see(&address)).into_response()
}

/// The account is the authority's.
pub(super) async fn account(State(site): State<Site>) -> Response {
    see(&site.membership.authority.at(path::ACCOUNT))
}
