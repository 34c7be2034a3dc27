//! Traces for a collector of OpenTelemetry, in a build with the feature `otlp` and with an address in the environment: a span for each
//! request, and within it those of the session stack, of passwords, and the statements.

mod client;

use crate::{
    Service,
    metrics::http::{self, Route},
    request_id,
};
use anyhow::Context as _;
use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use client::Client;
use opentelemetry::{
    KeyValue,
    propagation::TextMapPropagator,
    trace::{TraceContextExt, TracerProvider},
};
use opentelemetry_http::HeaderExtractor;
use opentelemetry_otlp::{SpanExporter, WithHttpConfig};
use opentelemetry_sdk::{
    Resource,
    propagation::TraceContextPropagator,
    resource::{EnvResourceDetector, TelemetryResourceDetector},
    trace::SdkTracerProvider,
};
use tracing::{Instrument, Subscriber, field::Empty};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::{
    Layer,
    filter::{LevelFilter, Targets},
    registry::LookupSpan,
};

/// What becomes a span or an event of one. Nothing else does: a line of the log may name the path that was asked for.
const SEEN: [&str; 4] = [module_path!(), "app_session", "app_auth", "sqlx::query"];

/// The spans on their way to the collector.
pub(crate) struct Traces {
    provider: SdkTracerProvider,
}

impl Traces {
    /// Begins to send spans to a collector at this address. The address itself, what is sampled, sizes and times are the variables of
    /// OpenTelemetry's specification, read by its library.
    pub(crate) fn start(service: Service, endpoint: &str) -> anyhow::Result<Self> {
        anyhow::ensure!(
            endpoint.starts_with("http://"),
            "spans go to a collector near by, over http://, not to {endpoint:?}"
        );
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(Client::new())
            .build()
            .context("the collector's variables (OTEL_EXPORTER_OTLP_…) cannot be used")?;
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(resource(service))
            .build();
        Ok(Self { provider })
    }

    /// The layer that turns spans of the process into those of OpenTelemetry.
    pub(crate) fn layer<S>(&self) -> impl Layer<S> + use<S>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        tracing_opentelemetry::layer()
            .with_tracer(self.provider.tracer("cfmall"))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false)
            .with_context_activation(false)
            .with_filter(Targets::new().with_targets(SEEN.map(|target| (target, LevelFilter::DEBUG))))
    }

    /// Sends what has not been sent yet.
    pub(crate) fn finish(self) {
        if let Err(error) = self.provider.shutdown() {
            tracing::warn!(%error, "the last spans may not have been sent");
        }
    }
}

/// Who speaks. What the environment says of it counts more than what we know.
fn resource(service: Service) -> Resource {
    let set = |name| {
        std::env::var(name)
            .ok()
            .filter(|value: &String| !value.is_empty())
    };
    let instance = set("INSTANCE").unwrap_or_else(|| service.first_instance());
    let resource = Resource::builder_empty()
        .with_service_name(service.name())
        .with_attributes([
            KeyValue::new("service.namespace", "cfmall"),
            KeyValue::new("service.version", env!("CARGO_PKG_VERSION")),
            KeyValue::new("service.instance.id", instance),
        ])
        .with_detectors(&[
            Box::new(TelemetryResourceDetector),
            // OTEL_RESOURCE_ATTRIBUTES.
            Box::new(EnvResourceDetector::new()),
        ]);
    match set("OTEL_SERVICE_NAME") {
        Some(name) => resource.with_service_name(name).build(),
        None => resource.build(),
    }
}

/// Middleware around everything: the span of a request, by OpenTelemetry's conventions for HTTP servers. It goes on with the trace that
/// the request belongs to (W3C Trace Context). Of the address only the template becomes an attribute.
pub(crate) async fn trace(request: Request, next: Next) -> Response {
    let method = http::method(request.method());
    let span = tracing::debug_span!(
        "request",
        otel.name = method,
        otel.kind = "server",
        otel.status_code = Empty,
        http.request.method = method,
        http.route = Empty,
        http.response.status_code = Empty,
        "http.response.header.x-request-id" = Empty,
    );
    let parent = TraceContextPropagator::new().extract(&HeaderExtractor(request.headers()));
    // Refused for a span that nobody looks at.
    let _ = span.set_parent(parent);
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).instrument(span.clone()).await;
    let told = response.extensions().get::<Route>().cloned();
    if let Some(route) = told.or(matched.map(Route::Matched)) {
        span.record("http.route", route.as_str());
        // Not by `otel.name`, which counts only until a child has begun.
        let name = format!("{method} {}", route.as_str());
        span.context().span().update_name(name);
    }
    let status = response.status();
    span.record("http.response.status_code", status.as_u16());
    if status.is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
    let id = response.headers().get(request_id::HEADER);
    if let Some(id) = id.and_then(|id| id.to_str().ok()) {
        span.record("http.response.header.x-request-id", id);
    }
    response
}
