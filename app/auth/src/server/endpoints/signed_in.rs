//! A member who posts a form.

use super::answer::{Wants, refuse, see, with_next};
use crate::server::Auth;
use app_kernel::{Member, Next, Viewer, path};
use app_session::{CurrentSession, SessionError};
use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};

/// Whoever is nobody's member is sent to the login before the handler runs; during an outage nobody is.
pub(super) struct SignedIn {
    pub(super) member: Member,
    pub(super) session: CurrentSession,
    pub(super) wants: Wants,
    /// The page the form is on.
    page: Option<Next>,
}

impl FromRequestParts<Auth> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, auth: &Auth) -> Result<Self, Response> {
        let Ok(wants) = Wants::from_request_parts(parts, auth).await;
        let page = if parts.uri.path().starts_with(path::SESSIONS_API) {
            path::SESSIONS
        } else {
            path::ACCOUNT
        };
        let page = Next::parse(&auth.links.auth(page), &auth.links);
        let viewer = parts.extensions.get::<Viewer>().cloned();
        let session = parts.extensions.get::<CurrentSession>().cloned();
        match (viewer, session) {
            (Some(Viewer::Member(member)), Some(session)) => Ok(Self {
                member,
                session,
                wants,
                page,
            }),
            (Some(Viewer::Guest), _) => Err(log_in_first(wants, page.as_ref())),
            _ => Err(wants.unavailable()),
        }
    }
}

impl SignedIn {
    /// Nothing, if the member's last proof of identity is fresh; otherwise the answer that asks for a new one (ASVS 5.0
    /// 7.5.3). The form is not kept: the member sees the page again and decides again.
    pub(super) fn must_confirm(&self) -> Option<Response> {
        if self.session.is_elevated() {
            return None;
        }
        Some(match self.wants {
            Wants::Json => refuse(StatusCode::FORBIDDEN, "confirm-needed"),
            Wants::Page => see(&with_next(path::CONFIRM, self.page.as_ref())),
        })
    }

    /// The session could not be used.
    pub(super) fn failed(&self, error: SessionError) -> Response {
        match (self.wants, &error) {
            (Wants::Json, _) => error.into_response(),
            // It ended a moment ago, or its member was disabled: the page behind the login says the rest.
            (Wants::Page, SessionError::NotSignedIn | SessionError::Ended | SessionError::Disabled) => {
                log_in_first(self.wants, self.page.as_ref())
            }
            // That page says what cannot be done here, and why.
            (Wants::Page, SessionError::Unsupported(_)) => see(path::SESSIONS),
            (Wants::Page, SessionError::Unavailable(_) | SessionError::Value(_)) => {
                tracing::error!(%error, "a session cannot be used");
                self.wants.unavailable()
            }
        }
    }
}

fn log_in_first(wants: Wants, page: Option<&Next>) -> Response {
    match wants {
        Wants::Json => refuse(StatusCode::UNAUTHORIZED, "login-needed"),
        Wants::Page => see(&with_next(path::LOGIN, page)),
    }
}
