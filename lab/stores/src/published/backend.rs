//! `SessionManagerLayer` around the layer of our stack, which asks it whose session came.

use super::{
    format::Format,
    knowledge::{Place, PublishedKnowledge},
    session::PublishedSession,
    store::Store,
};
use crate::witness;
use app_session::{Backend, CurrentSession, Resolved, SessionConfig, SessionCookie, SessionMark, Viewer};
use async_trait::async_trait;
use axum::{
    Router,
    extract::{Request, State},
    middleware::{Next, from_fn_with_state},
    response::Response,
};
use http::{HeaderMap, HeaderValue, header::SET_COOKIE, request::Parts};
use sqlx::PgPool;
use std::sync::Arc;
use tower_sessions::{Expiry, Session, SessionManagerLayer, cookie::SameSite};

/// A published store with its middleware.
pub(crate) struct Published {
    config: SessionConfig,
    cookie: SessionCookie,
    store: Store,
    format: Format,
}

impl Published {
    pub(crate) fn postgres(config: SessionConfig, format: Format, pool: PgPool) -> Self {
        Self::new(config, format, Store::postgres(pool))
    }

    pub(crate) fn memory(config: SessionConfig, format: Format) -> Self {
        Self::new(config, format, Store::memory())
    }

    fn new(config: SessionConfig, format: Format, store: Store) -> Self {
        Self {
            cookie: SessionCookie::new(&config),
            config,
            store,
            format,
        }
    }

    /// What the store knows. `copy` is the name of this process; `pool` leads to the table.
    pub(crate) fn knowledge(&self, copy: &str, pool: &PgPool) -> PublishedKnowledge {
        let (place, name) = match &self.store {
            Store::Memory(memory) => (Place::Memory(memory.clone()), format!("memory:{copy}")),
            Store::Postgres(store) => (
                Place::Table(store.clone(), pool.clone()),
                witness::postgres_name(pool, "lab.stock"),
            ),
        };
        PublishedKnowledge::new(&self.config, self.format, place, name)
    }

    /// The middleware as the documentation of `tower-sessions` says. Reading a session does not prolong it.
    fn manager(&self) -> SessionManagerLayer<Store> {
        let absolute = self.config.limits.ordinary.absolute;
        let lifetime = time::Duration::try_from(absolute).unwrap_or(time::Duration::MAX);
        let layer = SessionManagerLayer::new(self.store.clone())
            .with_name(self.cookie.name().to_owned())
            .with_path("/")
            .with_http_only(true)
            .with_same_site(SameSite::Lax)
            .with_secure(self.cookie.is_secure())
            .with_expiry(Expiry::OnInactivity(lifetime));
        match self.cookie.domain() {
            Some(domain) => layer.with_domain(domain.to_owned()),
            None => layer,
        }
    }
}

#[async_trait]
impl Backend for Published {
    async fn resolve(self: Arc<Self>, head: &Parts) -> Resolved {
        let session = head.extensions.get::<Session>().cloned();
        let session = session.expect("wrap() has put SessionManagerLayer around this");
        let session = PublishedSession::new(session, self.config.limits, self.format);
        // Of several values the last counts, as tower-sessions has it.
        let value = self.cookie.values_in(&head.headers).next_back();
        let viewer = session.viewer().await;
        Resolved {
            // A session that is over is not told from one that never was.
            is_unknown: value.is_some() && viewer == Viewer::Guest,
            viewer,
            mark: SessionMark::of(self.config.application, value),
            session: CurrentSession::new(session),
        }
    }

    fn wrap(&self, router: Router) -> Router {
        let router = router.layer(self.manager());
        match self.store {
            // As published, with its faults.
            Store::Postgres(_) => router,
            Store::Memory(_) => router.layer(from_fn_with_state(self.cookie.clone(), mend)),
        }
    }

    async fn clean_up(&self, _copy: u32) {
        self.store.clean_up(self.config.limits.clean_up).await;
    }
}

async fn mend(State(cookie): State<SessionCookie>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    mend_removal(&cookie, response.headers_mut());
    response
}

/// tower-sessions 0.14 removes its cookie without `Secure`, and a browser ignores a `__Host-` or `__Secure-` cookie
/// that lacks it, so that the cookie would stay (maxcountryman/tower-sessions#268, not released). Replaced by ours.
fn mend_removal(cookie: &SessionCookie, headers: &mut HeaderMap) {
    let prefix = format!("{}=;", cookie.name());
    let (removals, others): (Vec<_>, Vec<_>) = headers
        .get_all(SET_COOKIE)
        .iter()
        .cloned()
        .partition(|value| value.as_bytes().starts_with(prefix.as_bytes()));
    if removals.is_empty() {
        return;
    }
    headers.remove(SET_COOKIE);
    for value in others {
        headers.append(SET_COOKIE, value);
    }
    if let Ok(value) = HeaderValue::from_str(&cookie.removal().to_string()) {
        headers.append(SET_COOKIE, value);
    }
}
