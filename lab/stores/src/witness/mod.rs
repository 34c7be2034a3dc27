//! What a copy tells the lab: what it looked up for each request, and what it knows of a session, asked without any effect on it.
//!
//! With every answer that has passed the session stack goes the header `x-lab-look-up`. The endpoints answer only who has the key of the
//! run. Neither ever has the value of a cookie in it, only its mark.

mod endpoints;
mod knowledge;
mod postgres;

pub use knowledge::{Found, Knowledge, LookUp, Told};
pub(crate) use knowledge::{fingerprint, row};
pub use postgres::Postgres;
pub(crate) use postgres::name as postgres_name;

use app_session::{Backend, Resolved, Sessions};
use async_trait::async_trait;
use axum::{
    Router,
    extract::{Request, State},
    middleware::{Next, from_fn_with_state},
    response::Response,
};
use hmac::{Hmac, Mac};
use http::{HeaderName, HeaderValue, request::Parts};
use sha2::Sha256;
use std::{fmt, sync::Arc};

/// The header that tells what was looked up for a request, as JSON.
const LOOK_UP: HeaderName = HeaderName::from_static("x-lab-look-up");

/// The key of one run of the lab, `LAB_KEY`: marks are made with it, and it opens the endpoints.
#[derive(Clone)]
pub struct LabKey(String);

impl LabKey {
    /// The key with these digits.
    pub fn new(hexadecimal: String) -> Self {
        Self(hexadecimal)
    }

    /// A cookie's value, recognisable and nothing more: the first digits of its HMAC-SHA-256.
    fn mark(&self, value: &str) -> String {
        let mut hmac =
            Hmac::<Sha256>::new_from_slice(self.0.as_bytes()).expect("HMAC takes keys of any length");
        hmac.update(value.as_bytes());
        let digest = hmac.finalize().into_bytes();
        format!("{:02x}{:02x}", digest[0], digest[1])
    }
}

/// Leaves out the key.
impl fmt::Debug for LabKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LabKey(…)")
    }
}

/// A witness of one process.
#[derive(Clone)]
pub struct Witness {
    key: LabKey,
    knowledge: Arc<dyn Knowledge>,
}

impl Witness {
    /// A witness that tells what `knowledge` says.
    pub fn new(key: LabKey, knowledge: Arc<dyn Knowledge>) -> Self {
        Self { key, knowledge }
    }

    /// The same sessions, of which every answer tells what was looked up for it.
    pub fn watch(&self, sessions: Sessions) -> Sessions {
        let witness = self.clone();
        sessions.with_backend(|backend| Arc::new(Watched { backend, witness }))
    }
}

/// A backend beside which a witness stands.
struct Watched {
    backend: Arc<dyn Backend>,
    witness: Witness,
}

#[async_trait]
impl Backend for Watched {
    async fn resolve(self: Arc<Self>, head: &Parts) -> Resolved {
        self.backend.clone().resolve(head).await
    }

    fn wrap(&self, router: Router) -> Router {
        let told = from_fn_with_state(self.witness.clone(), tell);
        self.backend.wrap(router).layer(told)
    }

    async fn clean_up(&self, copy: u32) {
        self.backend.clean_up(copy).await;
    }
}

/// Looks up before anybody else does, so that it sees what they will see: reading can end a session.
async fn tell(State(witness): State<Witness>, request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    let told = witness.knowledge.look_up(&head.headers).await;
    let mut response = next.run(Request::from_parts(head, body)).await;
    let text = told.to_json(&witness.key).to_string();
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().insert(LOOK_UP, value);
    }
    response
}
