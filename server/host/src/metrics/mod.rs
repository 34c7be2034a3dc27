//! `GET /metrics`, on an address of its own that visitors cannot reach: [docs/observability.md](../../../../docs/observability.md).

pub(crate) mod http;
mod process;
mod sessions;

pub(crate) use http::{FILES, HttpMetrics, measure, tell_route};

use crate::Host;
use anyhow::Context;
use app_part::Metrics;
use app_session::Statistics;
use axum::{
    Router,
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::get,
};
use process::Readiness;
use prometheus_client::{encoding::text, registry::Registry};
use std::sync::Arc;
use tokio::net::TcpListener;

/// The text format of `OpenMetrics`.
const FORMAT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What is known when somebody asks.
struct Known {
    host: Host,
    readiness: Readiness,
    registry: Registry,
}

/// Answers in the background, for as long as the process lives, if there is an address for it.
pub(crate) async fn serve(
    host: &Host,
    statistics: &Arc<Statistics>,
    domains: Vec<Metrics>,
) -> anyhow::Result<()> {
    let Some(address) = host.config().metrics else {
        return Ok(());
    };
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on METRICS_ADDR={address}"))?;
    let known = Arc::new(known(host, statistics, domains));
    let router = Router::new().route("/metrics", get(answer).with_state(known));
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "metrics are not served any more");
        }
    });
    Ok(())
}

fn known(host: &Host, statistics: &Arc<Statistics>, domains: Vec<Metrics>) -> Known {
    let mut registry = Registry::default();
    let readiness = process::register(host, &mut registry);
    host.http_metrics().register(&mut registry);
    registry.register_collector(Box::new(sessions::SessionMetrics(statistics.clone())));
    for register in domains {
        register(&mut registry);
    }
    Known {
        host: host.clone(),
        readiness,
        registry,
    }
}

async fn answer(State(known): State<Arc<Known>>) -> Response {
    known.readiness.find_out(&known.host).await;
    let mut metrics = String::new();
    match text::encode(&mut metrics, &known.registry) {
        Ok(()) => ([(CONTENT_TYPE, FORMAT)], metrics).into_response(),
        Err(error) => {
            tracing::error!(%error, "metrics cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
