//! Health checks: each copy is asked at regular times, so that a dead one is left out and one that is back is used.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    http::{Request, Uri},
};
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::upstream::{Connections, Upstream};

/// How long a copy may take to answer a health check: a busy machine is not a dead copy.
const HEALTH_CHECK_TIMEOUT: Duration = Duration::from_secs(2);
/// How many health checks in a row a copy may miss before it is left out.
const MISSES_ALLOWED: u32 = 2;

/// How copies are asked how they are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Checks {
    /// The time between two checks of a copy.
    pub every: Duration,
    /// Whether a copy that is ready (`GET /readyz`) is preferred to one that only lives (`GET /livez`): one that is about to stop,
    /// or has lost its database. Where none is ready, each does as well as any other.
    pub prefer_ready: bool,
}

/// The result of one health check.
enum Health {
    Lives,
    /// The connection was refused: one check is enough to leave the copy out.
    Refuses,
    /// No answer in time, or one that is not a success.
    Silent,
}

/// Checks one copy every so often, until the task is dropped.
pub(crate) async fn watch(copy: Arc<Upstream>, connections: Connections, checks: Checks) {
    let mut misses = 0;
    let mut ticks = interval(checks.every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if checks.prefer_ready {
            let ready = ask(&copy, &connections, "/readyz").await;
            copy.set_ready(matches!(ready, Health::Lives));
        }
        match ask(&copy, &connections, "/livez").await {
            Health::Lives => {
                misses = 0;
                copy.set_alive(true);
            }
            Health::Silent if misses < MISSES_ALLOWED => misses += 1,
            Health::Silent | Health::Refuses => copy.set_alive(false),
        }
    }
}

async fn ask(copy: &Upstream, connections: &Connections, path: &str) -> Health {
    let uri = Uri::builder()
        .scheme("http")
        .authority(copy.address.to_string())
        .path_and_query(path);
    let Ok(request) = uri.build().and_then(|uri| Request::get(uri).body(Body::empty())) else {
        return Health::Silent;
    };
    match timeout(HEALTH_CHECK_TIMEOUT, connections.request(request)).await {
        Ok(Ok(response)) if response.status().is_success() => Health::Lives,
        Ok(Err(error)) if error.is_connect() => Health::Refuses,
        _ => Health::Silent,
    }
}
