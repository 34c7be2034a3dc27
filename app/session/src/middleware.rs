//! The session stack around a router.

use crate::{Backend, Connector, Resolved, SessionConfig, Statistics, postgres::Stack};
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header::CACHE_CONTROL},
    middleware::{Next, from_fn_with_state},
    response::Response,
};
use sqlx::PgPool;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// The session stack of one process; clones are the same stack.
#[derive(Clone)]
pub struct Sessions {
    backend: Arc<dyn Backend>,
    statistics: Arc<Statistics>,
}

impl Sessions {
    /// The stack that keeps sessions in PostgreSQL. `pool` and `connector` lead to the same database: the pool is for logins
    /// and the like, a connection of its own looks sessions up. To be called within a tokio runtime.
    pub fn new(config: SessionConfig, pool: PgPool, connector: &Connector) -> Self {
        let statistics = Arc::new(Statistics::default());
        Self {
            backend: Arc::new(Stack::start(config, pool, connector, statistics.clone())),
            statistics,
        }
    }

    /// A stack on another backend. Of its statistics only the requests with a cookie and without a session are counted.
    pub fn on(backend: Arc<dyn Backend>) -> Self {
        Self {
            backend,
            statistics: Arc::default(),
        }
    }

    /// A stack like this one, with another backend in front of its own, such as one that watches what passes.
    #[must_use]
    pub fn with_backend(self, around: impl FnOnce(Arc<dyn Backend>) -> Arc<dyn Backend>) -> Self {
        Self {
            backend: around(self.backend),
            ..self
        }
    }

    /// What the stack counts.
    pub fn statistics(&self) -> &Arc<Statistics> {
        &self.statistics
    }

    /// Deletes the rows of sessions that are over, again and again, as long as this process lives: to be spawned. `copy` is a
    /// number that differs between copies, such as a process id, so that they do not all come at once.
    pub async fn clean_up(&self, copy: u32) {
        self.backend.clean_up(copy).await;
    }

    /// Puts the stack around `router`: every request to it carries a [`Viewer`](crate::Viewer), a
    /// [`CurrentSession`](crate::CurrentSession) and a [`SessionMark`](crate::SessionMark).
    pub fn around(&self, router: Router) -> Router {
        self.wrap(router.layer(from_fn_with_state(self.clone(), resolve)))
    }

    /// Puts around `router`, which has the middleware [`resolve`] already, what the backend needs outside of that: nothing, for
    /// the one in PostgreSQL.
    pub fn wrap(&self, router: Router) -> Router {
        self.backend.wrap(router)
    }
}

/// The middleware: resolves the session once, before anything is rendered, so that nothing that streams can change the answer.
/// [`Sessions::around`] puts it in place; an application that lists its layers names it itself.
pub async fn resolve(State(sessions): State<Sessions>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let (mut head, body) = request.into_parts();
    let Resolved {
        viewer,
        mark,
        session,
        is_unknown,
    } = sessions.backend.resolve(&head).await;
    let took = started.elapsed();
    if is_unknown {
        sessions.statistics.count_without_session();
    }

    head.extensions.insert(viewer);
    head.extensions.insert(mark);
    head.extensions.insert(session.clone());
    let mut response = next.run(Request::from_parts(head, body)).await;

    let headers = response.headers_mut();
    session.write_cookie(headers);
    // Answered with a viewer in hand: for this visitor alone (ASVS 5.0 14.3.2).
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    if let Some(timing) = timing(took) {
        headers.append(SERVER_TIMING, timing);
    }
    response
}

/// The time it took to know who is asking, in milliseconds, for the browser's developer tools (W3C Server Timing).
fn timing(took: Duration) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("session;dur={:.2}", took.as_secs_f64() * 1e3)).ok()
}
