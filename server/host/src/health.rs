//! What an orchestrator asks. Mounted outside the session: a probe never touches the session table.

use crate::Host;
use app_part::Endpoint;
use axum::{
    Json,
    extract::State,
    http::{Method, StatusCode},
    routing::get,
};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::timeout;

/// The longest a probe waits for the database: one that is frozen answers nothing at all.
const READY_TIMEOUT: Duration = Duration::from_secs(1);

/// The addresses that an orchestrator asks. `/livez`: the process answers. `/readyz`: it can do its work. `/version`: which one it is.
pub(crate) fn endpoints(host: &Host) -> Vec<Endpoint> {
    vec![
        (
            Method::GET,
            "/livez",
            get(async || Json(json!({ "alive": true }))),
        ),
        (Method::GET, "/readyz", get(ready).with_state(host.clone())),
        (Method::GET, "/version", get(version).with_state(host.clone())),
    ]
}

async fn ready(State(host): State<Host>) -> (StatusCode, Json<Value>) {
    match timeout(READY_TIMEOUT, host.database().is_up_to_date()).await {
        Ok(Ok(true)) => (StatusCode::OK, Json(json!({ "ready": true }))),
        Ok(Ok(false)) => not_ready("the database lacks migrations of this version"),
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready");
            not_ready("the database does not answer")
        }
        Err(_) => not_ready("the database does not answer in time"),
    }
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
    }))
}
