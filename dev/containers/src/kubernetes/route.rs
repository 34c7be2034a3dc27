//! The routes of the Gateway API.

use serde::Deserialize;

use super::objects::Metadata;

/// Where requests go.
#[derive(Debug, Clone, Deserialize)]
pub struct HttpRoute {
    /// Who it is.
    pub metadata: Metadata,
    /// What it wants.
    pub spec: RouteSpec,
}

/// What an [`HttpRoute`] wants.
#[derive(Debug, Clone, Deserialize)]
pub struct RouteSpec {
    /// For which hosts.
    pub hostnames: Vec<String>,
    /// What is done.
    pub rules: Vec<Rule>,
}

/// A rule of a route.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// The requests; one has to fit.
    pub matches: Vec<RouteMatch>,
    /// What is changed.
    #[serde(default)]
    pub filters: Vec<Filter>,
    /// Who gets them.
    pub backend_refs: Vec<Backend>,
    /// The time that they have.
    pub timeouts: Timeouts,
}

/// Requests.
#[derive(Debug, Clone, Deserialize)]
pub struct RouteMatch {
    /// Their paths.
    pub path: RoutePath,
}

/// Paths: those that begin with whole segments.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "type", content = "value")]
pub enum RoutePath {
    /// The segments.
    PathPrefix(String),
}

/// A change to requests.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Filter {
    /// Of headers.
    pub request_header_modifier: HeaderModifier,
}

/// A change of headers.
#[derive(Debug, Clone, Deserialize)]
pub struct HeaderModifier {
    /// Those that are taken away.
    pub remove: Vec<String>,
}

/// Who gets requests.
#[derive(Debug, Clone, Deserialize)]
pub struct Backend {
    /// The service.
    pub name: String,
    /// Its port.
    pub port: u16,
}

/// The time that requests have.
#[derive(Debug, Clone, Deserialize)]
pub struct Timeouts {
    /// All of it, such as `15s`.
    pub request: String,
}
