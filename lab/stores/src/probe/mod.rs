//! Handles for the conformance suite: a session's values, barriers that make races repeatable, a streamed answer.
//!
//! Mounted with `SESSION_PROBE=1` only, which a process refuses where others than its own machine can reach it. They act
//! on the session of the request like any handler of a shop would, through [`CurrentSession`] and nothing else.

mod gate;
mod hold;
mod stream;
mod value;

use app_session::Statistics;
use axum::{
    Extension, Json,
    http::Method,
    routing::{MethodRouter, get, post},
};
use gate::Gates;
use std::sync::Arc;

/// Method, path and handler of each. They need the layer of [`Sessions`](app_session::Sessions) around them.
pub fn endpoints(statistics: &Arc<Statistics>) -> Vec<(Method, &'static str, MethodRouter)> {
    let gates = Gates::default();
    let statistics = statistics.clone();
    let counted = get(async move || Json(statistics.to_json()));
    vec![
        (Method::GET, "/api/session/probe/value", get(value::value)),
        (Method::POST, "/api/session/probe/set", post(value::set)),
        (
            Method::POST,
            "/api/session/probe/increment",
            post(value::increment),
        ),
        (Method::POST, "/api/session/probe/remove", post(value::remove)),
        (
            Method::POST,
            "/api/session/probe/hold",
            post(hold::hold).layer(Extension(gates.clone())),
        ),
        (
            Method::GET,
            "/api/session/probe/arrived",
            get(hold::arrived).layer(Extension(gates.clone())),
        ),
        (
            Method::POST,
            "/api/session/probe/release",
            post(hold::release).layer(Extension(gates)),
        ),
        (Method::GET, "/api/session/probe/stream", get(stream::stream)),
        (Method::GET, "/api/session/probe/sensitive", get(value::sensitive)),
        (Method::GET, "/api/session/probe/statistics", counted),
    ]
}
