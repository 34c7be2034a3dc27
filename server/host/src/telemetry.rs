//! Structured logs: for people on a terminal, as JSON lines for everything else. Never a raw session id.

use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// The filter where `RUST_LOG` is not set: what an operator would want to know. `tower_sessions` logs ids below `warn`.
const DEFAULT: &str = "info,sqlx=warn,tower_sessions=error,tower_sessions_core=off";

/// Starts logging to standard error.
pub(crate) fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(DEFAULT));
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // A second start, as in tests, leaves the first in place.
    let _ = if std::io::stderr().is_terminal() {
        logs.compact().try_init()
    } else {
        logs.json().try_init()
    };
}
