//! What a page may know about the request it answers.

use app_kernel::{Links, Locale, Origin, Theme, Viewer};
use leptos::prelude::use_context;
use std::sync::Arc;

/// The process that answers, as shown in the footer strip.
#[derive(Clone, Debug)]
pub struct Site {
    /// `monolith`, `auth` or `mall`.
    pub service: &'static str,
    /// The copy's name, such as `mall-2`.
    pub instance: String,
    /// Version of the build.
    pub version: &'static str,
    /// Where sessions are kept: `postgres`, `memory` or `cookie`.
    pub store: &'static str,
    /// Whether a combination that cannot work was allowed to start, to be looked at.
    pub lab: bool,
    /// Whether there are demo members to try the mall with.
    pub demo: bool,
    /// This service's own origin.
    pub origin: Origin,
    /// Both services' origins.
    pub links: Links,
}

/// One request, as far as pages are concerned: decided before rendering, the same from the first byte to the last.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Who is asking.
    pub viewer: Viewer,
    /// The language to answer in.
    pub locale: Locale,
    /// The colour scheme the visitor chose.
    pub theme: Theme,
    /// Path and query of the page on this service, such as `/search?q=tea`.
    pub target: String,
    /// What the visitor is searching for, so that the search field still says it on the page of results.
    pub search: Option<String>,
    /// Short keyed hash of the session's id, to see with the eye whether two answers came from one session.
    pub session_mark: Option<String>,
    /// The process that answers.
    pub site: Arc<Site>,
}

impl Visit {
    /// The absolute address of the page that is being shown.
    pub fn here(&self) -> String {
        self.site.origin.at(&self.target)
    }

    /// Both services' origins.
    pub fn links(&self) -> &Links {
        &self.site.links
    }
}

/// The request that is being answered.
///
/// # Panics
/// Outside of a request: the host provides it to every page, and islands are given what they need as props.
pub fn visit() -> Arc<Visit> {
    use_context().expect("the host provides the visit to every page")
}
