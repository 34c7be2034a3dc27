//! Log out: here, which ends it everywhere, and elsewhere, which ends it here.

use super::{Site, store};
use crate::{authority::END, logout_token::LogoutToken};
use app_forms::server::{FORGET, Wants, see};
use app_kernel::{Next, Viewer};
use app_session::CurrentSession;
use axum::{
    Extension, Form, Json,
    extract::{State, rejection::FormRejection},
    http::{HeaderMap, StatusCode, header::CACHE_CONTROL},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use time::OffsetDateTime;

#[derive(Deserialize)]
pub(super) struct LogoutForm {
    next: Option<String>,
}

/// Ends the session here and then the one at the authority, which tells the other sites. A logout that did not happen is not claimed:
/// who hears 503 is logged out here and perhaps not there.
pub(super) async fn log_out(
    State(site): State<Site>,
    Extension(session): Extension<CurrentSession>,
    headers: HeaderMap,
    wants: Wants,
    Form(form): Form<LogoutForm>,
) -> Response {
    let sid = match store::sid_of(&site, &headers).await {
        Ok(sid) => sid,
        Err(error) => return unavailable(wants, &error.into()),
    };
    if let Err(error) = session.sign_out().await {
        return unavailable(wants, &error.into());
    }
    if let Some(sid) = sid {
        match site.channel.post(END, &[("sid", &sid)]).await {
            Ok(answer) if answer.status() == StatusCode::NO_CONTENT => {}
            Ok(answer) => {
                return unavailable(
                    wants,
                    &anyhow::anyhow!("the authority answers {}", answer.status()),
                );
            }
            Err(error) => return unavailable(wants, &error),
        }
    }
    if wants == Wants::Json {
        return (FORGET, Json(Viewer::Guest)).into_response();
    }
    let next = form.next.and_then(|next| Next::parse(&next, &site.links));
    let next = next.unwrap_or_else(|| Next::home(&site.links));
    (FORGET, see(next.as_str())).into_response()
}

fn unavailable(wants: Wants, error: &anyhow::Error) -> Response {
    tracing::error!(
        error = format!("{error:#}"),
        "nobody can be logged out everywhere"
    );
    wants.unavailable()
}

#[derive(Deserialize)]
pub(super) struct Announcement {
    logout_token: String,
}

/// The authority says that a session has ended (`OpenID Connect Back-Channel Logout 1.0` §2.7, §2.8).
pub(super) async fn told(
    State(site): State<Site>,
    form: Result<Form<Announcement>, FormRejection>,
) -> Response {
    #[expect(
        clippy::disallowed_methods,
        reason = "the edge: from here on the time is passed on"
    )]
    let now = OffsetDateTime::now_utc().unix_timestamp();
    let membership = &site.membership;
    let issuer = membership.authority.to_string();
    let token = form.ok().and_then(|Form(Announcement { logout_token })| {
        LogoutToken::verify(&logout_token, &membership.secret, &issuer, &membership.id, now)
    });
    let Some(token) = token else {
        tracing::warn!("refused: a logout that the authority has not signed");
        return acknowledge(StatusCode::BAD_REQUEST);
    };
    if let Err(error) = store::ended(&site.pool, &token.sid).await {
        tracing::error!(%error, "a session cannot be ended");
        return acknowledge(StatusCode::SERVICE_UNAVAILABLE);
    }
    acknowledge(StatusCode::OK)
}

fn acknowledge(status: StatusCode) -> Response {
    (status, [(CACHE_CONTROL, "no-store")]).into_response()
}
