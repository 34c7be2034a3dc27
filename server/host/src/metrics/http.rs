//! How long answers take, by OpenTelemetry's conventions for HTTP servers.
//!
//! Every label has few values, whatever is asked for: no address of a visitor's choice becomes one.

use axum::{
    extract::{MatchedPath, Request, State},
    http::Method,
    middleware::Next,
    response::Response,
};
use prometheus_client::{
    encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder},
    metrics::{family::Family, histogram::Histogram},
    registry::{Registry, Unit},
};
use std::{
    fmt::{self, Write},
    hash::{Hash, Hasher},
    time::Instant,
};

/// The upper bounds of the buckets, in seconds: those of the conventions, and two below, where our pages are.
const BUCKETS: [f64; 14] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 7.5, 10.0,
];

/// The route of built files, which are served without one.
pub(crate) const FILES: Route = Route::Fixed("/pkg/{*file}");
/// The route of what has none.
const UNMATCHED: Route = Route::Fixed("unmatched");
/// The method of requests whose method is none that the conventions know.
const OTHER: &str = "_OTHER";

/// The durations of answers, by what was asked and with which status it was answered.
#[derive(Clone, Debug)]
pub(crate) struct HttpMetrics {
    durations: Family<Labels, Histogram, fn() -> Histogram>,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
#[expect(clippy::struct_field_names, reason = "they are the names of the labels")]
struct Labels {
    http_request_method: &'static str,
    http_route: Route,
    http_response_status_code: u16,
}

/// A template of addresses, such as `/p/{product}`. In the extensions of answers that come from behind a second router.
#[derive(Clone, Debug)]
pub(crate) enum Route {
    Matched(MatchedPath),
    Fixed(&'static str),
}

impl HttpMetrics {
    pub(crate) fn new() -> Self {
        Self {
            durations: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
        }
    }

    pub(super) fn register(&self, registry: &mut Registry) {
        registry.register_with_unit(
            "http_server_request_duration",
            "The time from a request's head to the head of its answer",
            Unit::Seconds,
            self.durations.clone(),
        );
    }
}

/// Middleware around everything: measures how long an answer takes.
pub(crate) async fn measure(State(metrics): State<HttpMetrics>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let http_request_method = method(request.method());
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let http_route = response.extensions().get::<Route>().cloned();
    let labels = Labels {
        http_request_method,
        http_route: http_route.or(matched.map(Route::Matched)).unwrap_or(UNMATCHED),
        http_response_status_code: response.status().as_u16(),
    };
    let durations = metrics.durations.get_or_create(&labels);
    durations.observe(started.elapsed().as_secs_f64());
    response
}

/// Middleware around the routes of a router that stands behind another one, which does not see them.
pub(crate) async fn tell_route(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    if let Some(route) = route {
        response.extensions_mut().insert(Route::Matched(route));
    }
    response
}

/// The methods that the conventions know, by name.
pub(crate) fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::CONNECT => "CONNECT",
        Method::OPTIONS => "OPTIONS",
        Method::TRACE => "TRACE",
        Method::PATCH => "PATCH",
        _ => OTHER,
    }
}

impl Route {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Matched(path) => path.as_str(),
            Self::Fixed(path) => path,
        }
    }
}

impl PartialEq for Route {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Route {}

impl Hash for Route {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl EncodeLabelValue for Route {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> fmt::Result {
        encoder.write_str(self.as_str())
    }
}
