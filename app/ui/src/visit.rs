//! What a page may know about the request it answers.

use crate::Portrait;
use app_kernel::{CartBadge, Failure, Links, Locale, Origin, Theme, Viewer};
use leptos::prelude::{provide_context, use_context};
use std::sync::Arc;

/// The process that answers, as the footer shows it.
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
    /// Whether a configuration that cannot work was allowed to start for study (`LAB=1`).
    pub lab: bool,
    /// Whether the demo members exist (`DEMO_DATA=1`).
    pub demo: bool,
    /// This service's own origin.
    pub origin: Origin,
    /// Both services' origins.
    pub links: Links,
    /// The origins of what is not ours: what is served beside us, and providers at which members log in. Forms may lead there.
    pub beside: Vec<Origin>,
    /// What is the same on each of its pages.
    pub fragments: crate::LayoutFragments,
}

/// What pages know about the request being answered. Decided before rendering, so it is the same from the first byte to
/// the last.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Who is asking.
    pub viewer: Viewer,
    /// The picture that the member has chosen.
    pub portrait: Option<Portrait>,
    /// The language to answer in.
    pub locale: Locale,
    /// The theme the visitor chose.
    pub theme: Theme,
    /// Path and query of the page on this service, such as `/search?q=tea`.
    pub target: String,
    /// The words the visitor searched for, which the search field of the results page repeats.
    pub search: Option<String>,
    /// Short keyed hash of the session's id, by which a person sees whether two answers came from one session.
    pub session_mark: Option<String>,
    /// The number at the cart in the header, if it is known.
    pub cart_badge: Option<CartBadge>,
    /// The process that answers.
    pub site: Arc<Site>,
}

impl Visit {
    /// The absolute address of the page being shown.
    pub fn here(&self) -> String {
        self.site.origin.at(&self.target)
    }

    /// Both services' origins.
    pub fn links(&self) -> &Links {
        &self.site.links
    }
}

/// What stands in the address in place of a page's parameters, such as `audio` for `category` in `/c/{category}`.
#[derive(Clone, Debug, Default)]
pub struct Params(pub Vec<(String, String)>);

/// What stands in the address in place of the parameter `name`; empty if there is no such parameter.
pub fn parameter(name: &str) -> String {
    let Params(all) = use_context().unwrap_or_default();
    let found = all.into_iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value).unwrap_or_default()
}

/// The value of `name` in the address's query, if it is there.
pub fn query(name: &str) -> Option<String> {
    let visit = visit();
    let (_, query) = visit.target.split_once('?')?;
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.into_owned())
}

/// Makes this the visit of the request being answered, for the view that is rendered next.
pub fn provide_visit(visit: Arc<Visit>) {
    // By itself: what is the same for all visitors is rendered with a language and without a visit.
    provide_context(visit.locale);
    provide_context(visit);
}

/// Shows this number at the cart in the header of the page that is being made.
pub fn show_cart_badge(badge: CartBadge) {
    let cart_badge = Some(badge);
    provide_visit(Arc::new(Visit {
        cart_badge,
        ..(*visit()).clone()
    }));
}

/// The visit of the request being answered.
///
/// # Panics
/// Outside of a request: the host provides it to every page, and islands are given what they need as props.
pub fn visit() -> Arc<Visit> {
    use_context().expect("the host provides the visit to every page")
}

/// The visit of the request being answered, for what a page loads.
///
/// # Errors
/// [`Failure::Internal`] when the request is gone: loading may begin after the visitor has hung up, and then nobody is
/// there to see it.
pub fn visit_of_request() -> Result<Arc<Visit>, Failure> {
    use_context().ok_or(Failure::Internal)
}
