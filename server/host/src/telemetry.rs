//! Structured logs: for people on a terminal, as JSON lines for everything else. Never a raw session id.

use std::io::IsTerminal;
use tracing_subscriber::{Layer, filter::Targets, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// The filter where `RUST_LOG` is not set: what an operator would want to know. `tower_sessions` logs ids below `warn`.
const DEFAULT: &str = "info,sqlx=warn,tower_sessions=error,tower_sessions_core=off";

/// Starts logging to standard error.
pub(crate) fn start() {
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
    // A second start, as in tests, leaves the first in place.
    let _ = tracing_subscriber::registry().with(logs).try_init();
}
