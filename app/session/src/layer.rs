//! The session stack around a router.

use crate::{
    CurrentSession, SessionConfig, SessionMark, Statistics, StoreKind, cookie,
    current::Kept,
    own::{self, Own},
    sealed::SealedSession,
    stock,
};
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, header::CACHE_CONTROL},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::Key;
use sqlx::{PgPool, postgres::PgConnectOptions};
use std::sync::Arc;
use time::OffsetDateTime;

/// The session stack of one process.
#[derive(Clone)]
pub struct Sessions {
    config: Arc<SessionConfig>,
    keeper: Keeper,
    statistics: Arc<Statistics>,
}

#[derive(Clone)]
enum Keeper {
    Own(Own),
    Stock(stock::Store),
    Sealed(Key),
}

impl Sessions {
    /// The stack for `config`. `pool` and `options` lead to the same database: the pool is for logins and the like, the
    /// connections made with `options` look sessions up. To be called within a tokio runtime.
    ///
    /// # Panics
    /// With the store `cookie` and no key: the host refuses such a configuration before.
    pub fn new(config: SessionConfig, pool: PgPool, options: &PgConnectOptions) -> Self {
        let statistics = Arc::new(Statistics::default());
        let keeper = match config.store {
            StoreKind::Postgres => Keeper::Own(Own::start(pool, options, config.limits, statistics.clone())),
            StoreKind::PostgresStock => Keeper::Stock(stock::Store::postgres(pool)),
            StoreKind::Memory => Keeper::Stock(stock::Store::memory()),
            StoreKind::Cookie => Keeper::Sealed(Key::from(
                &config.key.expect("the host checks that there is a key"),
            )),
        };
        Self {
            config: Arc::new(config),
            keeper,
            statistics,
        }
    }

    /// What the stack counts.
    pub fn statistics(&self) -> &Arc<Statistics> {
        &self.statistics
    }

    /// Deletes the rows of sessions that are over, again and again, as long as this process lives: to be spawned. `copy`
    /// tells copies apart, such as a process id, so that they do not all come at once.
    pub async fn clean_up(&self, copy: u32) {
        let every = self.config.limits.clean_up;
        match &self.keeper {
            Keeper::Own(own) => own.clean_up(every, copy).await,
            Keeper::Stock(store) => store.clean_up(every).await,
            Keeper::Sealed(_) => {}
        }
    }

    /// Wraps `router`: every request to it carries a [`CurrentSession`], the [`Viewer`](app_kernel::Viewer) and the
    /// [`SessionMark`]. The viewer is asked for once, before anything is rendered, so that nothing that streams can
    /// change the answer.
    pub fn around(&self, router: Router) -> Router {
        match &self.keeper {
            Keeper::Own(own) => router.layer(from_fn_with_state(
                (own.clone(), self.config.clone()),
                own::resolve,
            )),
            Keeper::Stock(store) => stock::around(router, store.clone(), &self.config),
            Keeper::Sealed(key) => router.layer(from_fn_with_state(
                (self.config.clone(), key.clone()),
                resolve_sealed,
            )),
        }
    }
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
    let mark = SessionMark::of(cookie::values_in(&config, request.headers()).next_back());
    let extensions = request.extensions_mut();
    extensions.insert(session.viewer());
    extensions.insert(mark);
    extensions.insert(CurrentSession(Kept::Sealed(session.clone())));
    let mut response = next.run(request).await;
    response
        .headers_mut()
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    match session.seal(&config, &key, now) {
        Some(jar) => (jar, response).into_response(),
        None => response,
    }
}
