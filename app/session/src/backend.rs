//! Where sessions are kept, as far as the layer is concerned.

use crate::{CurrentSession, SessionMark, Viewer};
use async_trait::async_trait;
use axum::{Router, http::request::Parts};
use std::sync::Arc;

/// A place where sessions are kept. The crate brings one, in PostgreSQL; others implement this trait to be compared with it.
#[async_trait]
pub trait Backend: Send + Sync + 'static {
    /// Resolves the session of a request from its head. Never fails: a store that does not answer is
    /// [`Viewer::Unavailable`].
    async fn resolve(self: Arc<Self>, head: &Parts) -> Resolved;

    /// Puts a layer of the backend's own around a router that already has the layer of [`Sessions`](crate::Sessions).
    fn wrap(&self, router: Router) -> Router {
        router
    }

    /// Deletes sessions that are over, again and again, until the process ends. `copy` is a number that differs between
    /// copies, so that they do not all come at once.
    async fn clean_up(&self, copy: u32);
}

/// What a backend found out about a request.
#[derive(Debug)]
pub struct Resolved {
    /// Who sent the request. Holds for the whole request, whatever happens to the session meanwhile.
    pub viewer: Viewer,
    /// Which session it came with, recognisable and nothing more.
    pub mark: SessionMark,
    /// The session, for handlers.
    pub session: CurrentSession,
    /// Whether there was a cookie of ours, in the right form, to which no session is known, not even one that is over: as far as
    /// the backend can tell those apart.
    pub is_unknown: bool,
}
