//! What the session lab is told, in a build with the feature `lab` and with `LAB=1` only: a witness beside the session store, and leave
//! to show pages in frames.

use crate::{
    config::{ConfigError, HostConfig},
    env::{self, Source},
    session_store::SessionStore,
};
use app_kernel::Origin;
use app_session::{Connector, Sessions};
use axum::{
    Router,
    extract::{Request, State},
    http::{
        HeaderValue,
        header::{CONTENT_SECURITY_POLICY, X_FRAME_OPTIONS},
    },
    middleware::{Next, from_fn_with_state},
    response::Response,
};
use lab_stores::{
    Format,
    witness::{Knowledge, LabKey, Postgres, Witness},
};
use sqlx::PgPool;
use std::sync::Arc;

/// The variables of the lab.
#[derive(Clone, Debug, Default)]
pub struct LabConfig {
    /// The key of the run, `LAB_KEY`: with it copies tell what they look up and what they know.
    key: Option<LabKey>,
    /// The origin whose pages may show ours in frames, `LAB_ORIGIN`.
    origin: Option<Origin>,
    /// The format of sessions in the published stores, `LAB_FORMAT`.
    format: Format,
}

/// What is added to a process.
pub(crate) struct Additions {
    witness: Option<Witness>,
    origin: Option<Origin>,
}

impl LabConfig {
    pub(crate) fn read(source: Source<'_>) -> Result<Self, ConfigError> {
        let config = Self {
            key: env::parsed(source, "LAB_KEY", key)?,
            origin: env::parsed(source, "LAB_ORIGIN", Origin::parse)?,
            format: env::parsed(source, "LAB_FORMAT", format)?.unwrap_or_default(),
        };
        let is_used = config.key.is_some() || config.origin.is_some() || config.format != Format::default();
        if is_used && !env::switch(source, "LAB")? {
            return Err(ConfigError::CannotWork(
                "LAB_KEY, LAB_ORIGIN and LAB_FORMAT are for LAB=1: unset them, or set that.".to_owned(),
            ));
        }
        Ok(config)
    }

    /// The sessions of a process, watched if there is a key. `pool` and `connector` lead to the same database.
    pub(crate) fn sessions(
        &self,
        config: &HostConfig,
        pool: PgPool,
        connector: &Connector,
    ) -> (Sessions, Additions) {
        let (sessions, knowledge): (Sessions, Arc<dyn Knowledge>) = match &config.store {
            SessionStore::Postgres => (
                Sessions::new(config.session.clone(), pool.clone(), connector),
                Arc::new(Postgres::new(&config.session, pool)),
            ),
            SessionStore::Lab(store) => {
                store.open(config.session.clone(), self.format, &pool, &config.instance)
            }
        };
        let witness = self.key.clone().map(|key| Witness::new(key, knowledge));
        let sessions = match &witness {
            Some(witness) => witness.watch(sessions),
            None => sessions,
        };
        let origin = self.origin.clone();
        (sessions, Additions { witness, origin })
    }
}

impl Additions {
    /// Adds them around everything that a process answers.
    pub(crate) fn around(self, router: Router) -> Router {
        let router = match self.origin {
            Some(origin) => router.layer(from_fn_with_state(Arc::new(origin), allow_frames)),
            None => router,
        };
        match self.witness {
            Some(witness) => witness.endpoints().fallback_service(router),
            None => router,
        }
    }
}

/// Lets one origin show the answer in a frame (CSP level 3 §6.4.2), and nobody else.
async fn allow_frames(State(origin): State<Arc<Origin>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.remove(X_FRAME_OPTIONS);
    let policy = headers
        .get(CONTENT_SECURITY_POLICY)
        .and_then(|policy| policy.to_str().ok())
        .map(|policy| policy.replace("frame-ancestors 'none'", &format!("frame-ancestors {origin}")))
        .and_then(|policy| HeaderValue::from_str(&policy).ok());
    if let Some(policy) = policy {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn key(text: &str) -> Result<LabKey, &'static str> {
    let is_good = text.len() >= 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_good
        .then(|| LabKey::new(text.to_owned()))
        .ok_or("it is at least 32 hexadecimal digits")
}

fn format(text: &str) -> Result<Format, &'static str> {
    match text {
        "1" => Ok(Format::First),
        "2" => Ok(Format::Second),
        _ => Err("it is 1 or 2"),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;
    use axum::{body::Body, routing::get};
    use tower::ServiceExt;

    #[tokio::test]
    async fn one_origin_may_frame_pages_and_nothing_else_of_their_policy_changes() {
        let page = get(async || {
            let policy = "script-src 'nonce-1'; base-uri 'none'; frame-ancestors 'none'";
            [(CONTENT_SECURITY_POLICY, policy), (X_FRAME_OPTIONS, "DENY")]
        });
        let headers = async |origin: Option<&str>| {
            let additions = Additions {
                witness: None,
                origin: origin.map(|origin| Origin::parse(origin).unwrap()),
            };
            let router = additions.around(Router::new().route("/", page.clone()));
            let response = router.oneshot(Request::new(Body::empty())).await.unwrap();
            let header = |name| {
                let value: &HeaderValue = response.headers().get(name)?;
                Some(value.to_str().unwrap().to_owned())
            };
            (header(CONTENT_SECURITY_POLICY).unwrap(), header(X_FRAME_OPTIONS))
        };
        let (policy, options) = headers(Some("http://lab.cfmall.localhost:4400")).await;
        assert_eq!(
            policy,
            "script-src 'nonce-1'; base-uri 'none'; frame-ancestors http://lab.cfmall.localhost:4400"
        );
        assert_eq!(options, None);
        let (policy, options) = headers(None).await;
        assert!(policy.ends_with("frame-ancestors 'none'"));
        assert_eq!(options.as_deref(), Some("DENY"));
    }
}
