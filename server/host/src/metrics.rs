//! `GET /metrics`, on an address of its own that visitors cannot reach.

use anyhow::Context;
use app_part::Metrics;
use app_session::Statistics;
use axum::{Router, http::header::CONTENT_TYPE, routing::get};
use std::{net::SocketAddr, sync::Arc};
use tokio::net::TcpListener;

/// Of the text format of Prometheus.
const FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Answers in the background, for as long as the process lives.
pub(crate) async fn serve(
    address: SocketAddr,
    statistics: Arc<Statistics>,
    domains: Vec<Metrics>,
) -> anyhow::Result<()> {
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on METRICS_ADDR={address}"))?;
    let answer = get(async move || {
        let domains = domains.iter().map(|metrics| metrics());
        let text: String = std::iter::once(statistics.to_prometheus())
            .chain(domains)
            .collect();
        ([(CONTENT_TYPE, FORMAT)], text)
    });
    let router = Router::new().route("/metrics", answer);
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "metrics are not served any more");
        }
    });
    Ok(())
}
