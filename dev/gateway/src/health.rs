//! Asks a copy at regular times whether it lives, so that one that died is left out and one that is back is used.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    http::{Request, Uri},
};
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::upstream::{Connections, Upstream};

/// A busy machine is not a dead copy: this long to answer …
const PATIENCE: Duration = Duration::from_secs(2);
/// … and this often in a row not at all.
const MISSES_ALLOWED: u32 = 2;

enum Health {
    Lives,
    /// Nobody listens there: no second opinion is needed.
    Refuses,
    /// No answer in time, or a wrong one.
    Silent,
}

/// Watches one copy until the task is dropped.
pub(crate) async fn watch(copy: Arc<Upstream>, connections: Connections, every: Duration) {
    let mut misses = 0;
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match ask(&copy, &connections).await {
            Health::Lives => {
                misses = 0;
                copy.found(true);
            }
            Health::Silent if misses < MISSES_ALLOWED => misses += 1,
            Health::Silent | Health::Refuses => copy.found(false),
        }
    }
}

async fn ask(copy: &Upstream, connections: &Connections) -> Health {
    let uri = Uri::builder()
        .scheme("http")
        .authority(copy.address.to_string())
        .path_and_query("/livez");
    let Ok(request) = uri.build().and_then(|uri| Request::get(uri).body(Body::empty())) else {
        return Health::Silent;
    };
    match timeout(PATIENCE, connections.request(request)).await {
        Ok(Ok(response)) if response.status().is_success() => Health::Lives,
        Ok(Err(error)) if error.is_connect() => Health::Refuses,
        _ => Health::Silent,
    }
}
