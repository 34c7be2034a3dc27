//! The session stack around a router.

use crate::{
    CurrentSession, SessionConfig, SessionMark, StoreKind, cookie, sealed::SealedSession, store::Store,
};
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, header::CACHE_CONTROL},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::Key;
use sqlx::PgPool;
use std::sync::Arc;
use time::OffsetDateTime;
use tower_sessions::{Expiry, Session, SessionManagerLayer, cookie::SameSite};

/// The session stack of one process.
#[derive(Clone)]
pub struct Sessions {
    config: Arc<SessionConfig>,
    keeper: Keeper,
}

#[derive(Clone)]
enum Keeper {
    Stored(Store),
    Sealed(Key),
}

impl Sessions {
    /// The stack for `config`; `pool` is used for the store `postgres` only.
    ///
    /// # Panics
    /// With the store `cookie` and no key: the host refuses such a configuration before.
    pub fn new(config: SessionConfig, pool: &PgPool) -> Self {
        let keeper = match config.store {
            StoreKind::Postgres => Keeper::Stored(Store::postgres(pool.clone())),
            StoreKind::Memory => Keeper::Stored(Store::memory()),
            StoreKind::Cookie => Keeper::Sealed(Key::from(
                &config.key.expect("the host checks that there is a key"),
            )),
        };
        Self {
            config: Arc::new(config),
            keeper,
        }
    }

    /// Wraps `router`: every request to it carries a [`CurrentSession`], the [`Viewer`](app_kernel::Viewer) and the
    /// [`SessionMark`]. The viewer is asked for once, before anything is rendered, so that nothing that streams can
    /// change the answer.
    pub fn around(&self, router: Router) -> Router {
        match &self.keeper {
            Keeper::Stored(store) => router
                .layer(from_fn_with_state(self.config.clone(), resolve_stored))
                .layer(self.manager(store.clone()))
                .layer(from_fn_with_state(self.config.clone(), mend)),
            Keeper::Sealed(key) => router.layer(from_fn_with_state(
                (self.config.clone(), key.clone()),
                resolve_sealed,
            )),
        }
    }

    fn manager(&self, store: Store) -> SessionManagerLayer<Store> {
        let lifetime = time::Duration::try_from(self.config.lifetime).unwrap_or(time::Duration::MAX);
        let layer = SessionManagerLayer::new(store)
            .with_name(self.config.cookie_name())
            .with_path("/")
            .with_http_only(true)
            .with_same_site(SameSite::Lax)
            .with_secure(!self.config.insecure)
            // Only logging in writes a session, so this is an absolute limit: reading does not prolong it.
            .with_expiry(Expiry::OnInactivity(lifetime));
        match self.config.cookie_domain() {
            Some(domain) => layer.with_domain(domain.to_owned()),
            None => layer,
        }
    }
}

async fn resolve_stored(
    State(config): State<Arc<SessionConfig>>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    let mark = SessionMark::of(request.headers(), &config);
    enter(&mut request, CurrentSession::Stored(session), mark).await;
    personal(next.run(request).await)
}

async fn resolve_sealed(
    State((config, key)): State<(Arc<SessionConfig>, Key)>,
    mut request: Request,
    next: Next,
) -> Response {
    #[expect(
        clippy::disallowed_methods,
        reason = "the edge: from here on the time is passed on"
    )]
    let now = OffsetDateTime::now_utc();
    let session = SealedSession::open(request.headers(), &config, &key, now);
    let mark = SessionMark::of(request.headers(), &config);
    enter(&mut request, CurrentSession::Sealed(session.clone()), mark).await;
    let response = personal(next.run(request).await);
    match session.seal(&config, &key, now) {
        Some(jar) => (jar, response).into_response(),
        None => response,
    }
}

async fn enter(request: &mut Request, session: CurrentSession, mark: SessionMark) {
    let viewer = session.viewer().await;
    let extensions = request.extensions_mut();
    extensions.insert(session);
    extensions.insert(mark);
    extensions.insert(viewer);
}

/// Whatever was answered with a viewer in hand is for this visitor alone (ASVS 5.0 14.3.2).
fn personal(mut response: Response) -> Response {
    response
        .headers_mut()
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

async fn mend(State(config): State<Arc<SessionConfig>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    cookie::mend_removal(&config, response.headers_mut());
    response
}
