//! What an orchestrator asks. Mounted outside the session: a probe never touches the session table.

use crate::{Host, shutdown::Shutdown};
use app_kernel::path;
use app_part::Endpoint;
use axum::{
    Json,
    extract::State,
    http::{Method, StatusCode, Uri},
    routing::get,
};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::timeout;

/// The longest a probe waits for the database: one that is frozen answers nothing at all.
const READY_TIMEOUT: Duration = Duration::from_secs(1);
const STOPPING: &str = "this copy is stopping";

/// The addresses that an orchestrator asks. `/livez`: the process answers. `/readyz`: it can do its work. `/servable`: it
/// does as well as any other copy, whatever the database does; for balancers that have nobody else to ask when all copies
/// are unready. `/version`: which one it is.
pub(crate) fn endpoints(host: &Host) -> Vec<Endpoint> {
    vec![
        (
            Method::GET,
            path::LIVEZ,
            get(async || Json(json!({ "alive": true }))),
        ),
        (Method::GET, path::READYZ, get(ready).with_state(host.clone())),
        (
            Method::GET,
            path::SERVABLE,
            get(servable).with_state(host.shutdown().clone()),
        ),
        (Method::GET, path::VERSION, get(version).with_state(host.clone())),
    ]
}

/// Whether an orchestrator depends on this address: it is answered for any host, and on any connection.
pub(crate) fn is_vital(uri: &Uri) -> bool {
    path::HEALTH.contains(&uri.path())
}

/// Whether a copy can do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Readiness {
    Ready,
    /// The state from the signal to stop on.
    Stopping,
    /// The database lacks so many migrations of this version.
    Behind(i64),
    /// The database refuses to answer, or cannot be reached.
    NoAnswer,
    /// The database has not answered in time.
    Late,
    /// The database may have a successor: no synchronous standby follows it, and one is required.
    Alone,
}

/// Finds out whether this copy can do its work.
pub(crate) async fn readiness(host: &Host) -> Readiness {
    if host.shutdown().has_begun() {
        return Readiness::Stopping;
    }
    let database = host.database();
    let asking = async {
        Ok::<_, sqlx::Error>((
            database.missing_migrations().await?,
            database.lacks_standby().await?,
        ))
    };
    match timeout(READY_TIMEOUT, asking).await {
        Ok(Ok((0, false))) => Readiness::Ready,
        Ok(Ok((0, true))) => Readiness::Alone,
        Ok(Ok((missing, _))) => Readiness::Behind(missing),
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready");
            Readiness::NoAnswer
        }
        Err(_) => Readiness::Late,
    }
}

async fn ready(State(host): State<Host>) -> (StatusCode, Json<Value>) {
    match readiness(&host).await {
        Readiness::Ready => (StatusCode::OK, Json(json!({ "ready": true }))),
        Readiness::Stopping => not_ready(STOPPING),
        Readiness::Behind(_) => not_ready("the database lacks migrations of this version"),
        Readiness::NoAnswer => not_ready("the database does not answer"),
        Readiness::Late => not_ready("the database does not answer in time"),
        Readiness::Alone => not_ready("no synchronous standby follows the database"),
    }
}

/// Nobody is served before the schema was found to be good, so there is only one reason to say no.
async fn servable(State(shutdown): State<Shutdown>) -> (StatusCode, Json<Value>) {
    if shutdown.has_begun() {
        return not_ready(STOPPING);
    }
    (StatusCode::OK, Json(json!({ "ready": true })))
}

fn not_ready(reason: &str) -> (StatusCode, Json<Value>) {
    (
        StatusCode::SERVICE_UNAVAILABLE,
        Json(json!({ "ready": false, "reason": reason })),
    )
}

async fn version(State(host): State<Host>) -> Json<Value> {
    let config = host.config();
    Json(json!({
        "service": config.service.name(),
        "instance": config.instance,
        "version": env!("CARGO_PKG_VERSION"),
        "commit": config.commit,
    }))
}
