//! One copy of a shop: what a process of its own would be.

use super::{APPLICATION, Answer, Browser, routes};
use app_session::{Connector, SessionConfig, Sessions, Statistics, Viewer};
use axum::{
    Router,
    body::Body,
    http::{
        Request,
        header::{CONTENT_TYPE, COOKIE},
    },
};
use lab_stores::probe;
use sqlx::PgPool;
use std::sync::Arc;
use tower::ServiceExt;
use tower_sessions::session::Id;
use url::form_urlencoded;

/// A router with the session stack around it.
#[derive(Clone)]
pub(crate) struct Shop {
    router: Router,
    pub(crate) statistics: Arc<Statistics>,
}

/// A cookie of one host, and the usual limits; ids with buckets where the tables are partitioned.
pub(crate) fn config() -> SessionConfig {
    SessionConfig {
        buckets: super::is_partitioned(),
        ..SessionConfig::new(APPLICATION)
    }
}

/// Ids with buckets.
pub(crate) fn with_buckets() -> SessionConfig {
    SessionConfig {
        buckets: true,
        ..config()
    }
}

/// Ids without, as the published store has them.
pub(crate) fn without_buckets() -> SessionConfig {
    SessionConfig {
        buckets: false,
        ..config()
    }
}

impl Shop {
    /// `pool` is for logins and the like; connections of `connector` look sessions up.
    pub(crate) fn open(config: SessionConfig, pool: PgPool, connector: &Connector) -> Self {
        let sessions = Sessions::new(config, pool.clone(), connector);
        let statistics = sessions.statistics().clone();
        let mut router = routes::of_a_shop().with_state(pool);
        for (_, path, handler) in probe::endpoints(&statistics) {
            router = router.route(path, handler);
        }
        Self {
            router: sessions.around(router),
            statistics,
        }
    }

    /// Waits until it can look sessions up.
    pub(crate) async fn until_connected(&self) {
        let nobody = Browser::with(Id::default().to_string());
        while nobody.clone().viewer(self).await != Viewer::Guest {}
    }

    /// `GET`, or with a form `POST`; `cookie` is the whole header.
    pub(crate) async fn ask(
        &self,
        target: &str,
        form: Option<&[(&str, &str)]>,
        cookie: Option<&str>,
    ) -> Answer {
        let mut request = Request::builder().uri(target);
        if let Some(cookie) = cookie {
            request = request.header(COOKIE, cookie);
        }
        let request = match form {
            None => request.body(Body::empty()),
            Some(form) => request
                .method("POST")
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(encoded(form).into()),
        };
        self.send(request.expect("a request")).await
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        // A router never fails.
        let response = self.router.clone().oneshot(request).await;
        Answer::read(response.unwrap_or_else(|never| match never {})).await
    }
}

/// A form as browsers send it (`application/x-www-form-urlencoded`).
fn encoded(form: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish()
}
