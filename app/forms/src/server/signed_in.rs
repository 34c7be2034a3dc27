//! A member who posts a form.

use super::{
    answer::{Wants, refuse, see, with_next},
    login_address, on_auth,
};
use app_kernel::{Links, Member, Next, Origin, Viewer, path};
use app_session::{CurrentSession, SessionError};
use axum::{
    extract::{FromRef, FromRequestParts},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use std::marker::PhantomData;

/// The page that a form is on, to which its sender comes back. A form whose page has more to its address than a path (an id, a
/// query) says it in the query `next` of its action.
pub trait FormPage: Send {
    /// The page's path.
    const PATH: &'static str;

    /// The origin of the service that has the page.
    fn origin(links: &Links) -> &Origin;
}

/// The member who has sent a form of the page `P`. Guests are sent to the login before the handler runs; during an outage
/// nobody is.
pub struct SignedIn<P> {
    /// The member.
    pub member: Member,
    /// The session of the request.
    pub session: CurrentSession,
    /// The kind of answer that the sender can read.
    pub wants: Wants,
    links: Links,
    next: Option<Next>,
    page: PhantomData<P>,
}

impl<S, P> FromRequestParts<S> for SignedIn<P>
where
    S: Send + Sync,
    P: FormPage,
    Links: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let Ok(wants) = Wants::from_request_parts(parts, state).await;
        let links = Links::from_ref(state);
        let next = page::<P>(parts, &links);
        let viewer = parts.extensions.get::<Viewer>().cloned();
        let session = parts.extensions.get::<CurrentSession>().cloned();
        match (viewer, session) {
            (Some(Viewer::Member(member)), Some(session)) => Ok(Self {
                member,
                session,
                wants,
                links,
                next,
                page: PhantomData,
            }),
            (Some(Viewer::Guest), _) => Err(log_in_first::<P>(wants, &links, next.as_ref())),
            _ => Err(wants.unavailable()),
        }
    }
}

impl<P: FormPage> SignedIn<P> {
    /// Nothing, if the member's last proof of identity is fresh; otherwise the answer that asks for a new one (ASVS 5.0
    /// 7.5.3). The form is not kept: the member sees the page again and decides again.
    pub fn must_confirm(&self) -> Option<Response> {
        if self.session.is_elevated() {
            return None;
        }
        Some(match self.wants {
            Wants::Json => refuse(StatusCode::FORBIDDEN, "confirm-needed"),
            Wants::Page => see(&with_next(&self.on_auth(path::CONFIRM), self.next.as_ref())),
        })
    }

    /// The answer when the session could not be used.
    pub fn failed(&self, error: SessionError) -> Response {
        match (self.wants, &error) {
            (Wants::Json, _) => error.into_response(),
            // It ended a moment ago, or its member was disabled: the page behind the login says the rest.
            (Wants::Page, SessionError::NotSignedIn | SessionError::Ended | SessionError::Disabled) => {
                log_in_first::<P>(self.wants, &self.links, self.next.as_ref())
            }
            // That page says what cannot be done here, and why.
            (Wants::Page, SessionError::Unsupported(_)) => see(&self.on_auth(path::SESSIONS)),
            (Wants::Page, SessionError::Unavailable(_) | SessionError::Value(_)) => {
                tracing::error!(%error, "a session cannot be used");
                self.wants.unavailable()
            }
        }
    }

    /// The page that the form is on, as its sender sees it.
    pub fn page(&self) -> String {
        self.next.as_ref().map_or_else(
            || P::origin(&self.links).at(P::PATH),
            |next| next.as_str().to_owned(),
        )
    }

    fn on_auth(&self, page: &str) -> String {
        on_auth(P::origin(&self.links), &self.links, page)
    }
}

/// The address to come back to.
fn page<P: FormPage>(parts: &Parts, links: &Links) -> Option<Next> {
    let query = parts.uri.query().unwrap_or_default();
    let said = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "next");
    said.and_then(|(_, page)| Next::parse(&page, links))
        .or_else(|| Next::parse(&P::origin(links).at(P::PATH), links))
}

fn log_in_first<P: FormPage>(wants: Wants, links: &Links, next: Option<&Next>) -> Response {
    match wants {
        Wants::Json => refuse(StatusCode::UNAUTHORIZED, "login-needed"),
        Wants::Page => see(&login_address(P::origin(links), links, next)),
    }
}
