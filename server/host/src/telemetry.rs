//! Structured logs: for people on a terminal, as JSON lines for everything else. Never a raw session id. And spans, where they are wanted.

use crate::{
    Service,
    env::{self, Source},
    traces::Traces,
};
use anyhow::Context;
use std::io::IsTerminal;
use tracing_subscriber::{Layer, filter::Targets, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// The filter where `RUST_LOG` is not set: what an operator would want to know. `tower_sessions` logs ids below `warn`.
const DEFAULT: &str = "info,sqlx=warn,tower_sessions=error,tower_sessions_core=off";
/// Where spans go, as OpenTelemetry's specification of exporters names it; the first one that is set counts.
const COLLECTOR: [&str; 2] = [
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
];

/// What is told about the process while it runs.
pub(crate) struct Telemetry {
    traces: Option<Traces>,
}

/// Whether spans are wanted: whether the environment names a collector.
pub(crate) fn has_collector(source: Source<'_>) -> bool {
    collector(source).is_some()
}

fn collector(source: Source<'_>) -> Option<(&'static str, String)> {
    COLLECTOR
        .into_iter()
        .find_map(|name| Some((name, env::optional(source, name)?)))
}

impl Telemetry {
    /// Starts logging to standard error, and, if the process serves, sending spans to the collector, if there is one.
    pub(crate) fn start(service: Service, serves: bool) -> anyhow::Result<Self> {
        let traces = collector(&|name| std::env::var(name).ok())
            .filter(|_| serves)
            .map(|(name, address)| Traces::start(service, &address).context(name))
            .transpose();
        // Not `EnvFilter`, which brings two engines of regular expressions to filter what nobody filters by.
        let asked = std::env::var("RUST_LOG").ok().filter(|filter| !filter.is_empty());
        let filter: Targets = asked
            .and_then(|filter| filter.parse().ok())
            .unwrap_or_else(|| DEFAULT.parse().expect("the default is a filter"));
        let logs = fmt::layer().with_writer(std::io::stderr);
        let logs = if std::io::stderr().is_terminal() {
            logs.compact().with_filter(filter).boxed()
        } else {
            logs.json().with_filter(filter).boxed()
        };
        let spans = traces.as_ref().ok().and_then(Option::as_ref).map(Traces::layer);
        // A second start, as in tests, leaves the first in place.
        let _ = tracing_subscriber::registry().with(logs).with(spans).try_init();
        Ok(Self { traces: traces? })
    }

    /// Sends what has not been sent yet.
    pub(crate) fn finish(self) {
        if let Some(traces) = self.traces {
            traces.finish();
        }
    }
}
