//! One form for every request, before anybody reads it: which host it is for, and at which address.
//!
//! What a client or a proxy says in other words would otherwise be read by each part of the program in its own way. Behind
//! this layer a request has one `Host`, which is this service's own, an address in origin form, and no forwarding header but
//! `X-Forwarded-For`, which the session stack reads as far as proxies are trusted (`TRUSTED_PROXIES`).

use crate::{config::HostConfig, health};
use app_kernel::{Origin, path};
use axum::{
    extract::{Request, State},
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri,
        header::{FORWARDED, HOST, LOCATION},
        uri::{Authority, PathAndQuery},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::Relaxed},
};

/// Headers in which proxies describe the request they got. Origins are configured, so nothing is left to be learnt.
const DESCRIBING: [HeaderName; 8] = [
    FORWARDED,
    HeaderName::from_static("x-forwarded-host"),
    HeaderName::from_static("x-forwarded-port"),
    HeaderName::from_static("x-forwarded-prefix"),
    HeaderName::from_static("x-forwarded-proto"),
    HeaderName::from_static("x-forwarded-scheme"),
    HeaderName::from_static("x-forwarded-server"),
    HeaderName::from_static("x-original-url"),
];

/// The longest address, in bytes. RFC 9110 §4.1 wants 8,000 at least; pages repeat theirs several times.
const TARGET_LIMIT: usize = 8_192;

/// What a request is compared with.
#[derive(Debug)]
pub(crate) struct Canonical {
    origin: Origin,
    host: HeaderValue,
    /// The warning of a proxy that nobody told us of: whether it is still to be given.
    suspects_proxy: AtomicBool,
    /// Whether the port in `Host` may be the one at which a proxy is reached, or at which it reaches us.
    any_port: bool,
}

impl Canonical {
    pub(crate) fn new(config: &HostConfig, origin: &Origin) -> Arc<Self> {
        let origin = origin.clone();
        Arc::new(Self {
            host: HeaderValue::from_str(&origin.authority()).expect("an authority is visible ASCII"),
            suspects_proxy: AtomicBool::new(config.session.trusted_proxies == 0),
            any_port: config.session.trusted_proxies > 0,
            origin,
        })
    }

    /// Says once that there seems to be a proxy of which we were not told: then all visitors have its address, and the guesses of
    /// one slow the logins of all.
    fn warn_of_proxy(&self, headers: &HeaderMap) {
        if headers.contains_key("x-forwarded-for") && self.suspects_proxy.swap(false, Relaxed) {
            tracing::warn!(
                "a request came with X-Forwarded-For, and TRUSTED_PROXIES is 0: if a proxy stands before this process, all \
                 visitors are taken for one"
            );
        }
    }

    fn is_ours(&self, authority: &Named<'_>) -> bool {
        authority.host.eq_ignore_ascii_case(self.origin.host())
            && (self.any_port || authority.port.is_that_of(&self.origin))
    }
}

/// Whether a request names the host of this origin.
pub(crate) fn is_for(canonical: &Canonical, request: &Request) -> bool {
    let authority = authority(request.uri(), request.headers());
    authority.is_ok_and(|authority| Named::parse(&authority).is_some_and(|named| canonical.is_ours(&named)))
}

/// Middleware that brings requests into the one form. What has no such form is refused, what is at another address than
/// its own is sent there.
pub(crate) async fn canonicalize(
    State(canonical): State<Arc<Canonical>>,
    mut request: Request,
    next: Next,
) -> Response {
    canonical.warn_of_proxy(request.headers());
    match make_canonical(&canonical, &mut request) {
        Ok(()) => next.run(request).await,
        Err(Detour::Refuse(status)) => status.into_response(),
        Err(Detour::Answer) => StatusCode::NO_CONTENT.into_response(),
        Err(Detour::Go(status, address)) => match HeaderValue::try_from(address) {
            Ok(address) => (status, [(LOCATION, address)]).into_response(),
            Err(_) => StatusCode::BAD_REQUEST.into_response(),
        },
    }
}

/// Why a request goes no further.
enum Detour {
    Refuse(StatusCode),
    /// `OPTIONS *` (RFC 9110 §9.3.7): a ping, and nothing to be said about it.
    Answer,
    Go(StatusCode, String),
}

fn make_canonical(canonical: &Canonical, request: &mut Request) -> Result<(), Detour> {
    for name in DESCRIBING {
        request.headers_mut().remove(name);
    }
    let target = target(request.method(), request.uri())?;
    if target.as_str().len() > TARGET_LIMIT {
        return Err(Detour::Refuse(StatusCode::URI_TOO_LONG));
    }
    // Probes come by address, and some of them with HTTP/1.0, which knows no Host.
    if !health::is_vital(request.uri()) {
        let authority = authority(request.uri(), request.headers())?;
        let is_ours = Named::parse(&authority).is_some_and(|named| canonical.is_ours(&named));
        let reads = matches!(*request.method(), Method::GET | Method::HEAD);
        if !is_ours {
            return Err(if reads {
                // For now: the address may be another copy's or another service's tomorrow.
                Detour::Go(
                    StatusCode::TEMPORARY_REDIRECT,
                    canonical.origin.at(target.as_str()),
                )
            } else {
                Detour::Refuse(StatusCode::MISDIRECTED_REQUEST)
            });
        }
        if let Some(address) = without_last_slash(&target).filter(|_| reads) {
            return Err(Detour::Go(
                StatusCode::PERMANENT_REDIRECT,
                canonical.origin.at(&address),
            ));
        }
    }
    *request.uri_mut() = Uri::from(target);
    request.headers_mut().insert(HOST, canonical.host.clone());
    Ok(())
}

/// Path and query. What else a request may be about (RFC 9112 §3.2) is nothing that we have.
fn target(method: &Method, uri: &Uri) -> Result<PathAndQuery, Detour> {
    match uri.path_and_query() {
        Some(target) if target.path().starts_with('/') => Ok(target.clone()),
        Some(target) if target.path() == "*" && *method == Method::OPTIONS => Err(Detour::Answer),
        // An absolute address may do without a path.
        None if uri.authority().is_some() && uri.scheme().is_some() => Ok(PathAndQuery::from_static("/")),
        _ => Err(Detour::Refuse(StatusCode::BAD_REQUEST)),
    }
}

/// The host that the request is for: of an absolute address its own (RFC 9112 §3.2.2), otherwise the one in `Host`, which must
/// be there once and be a host (RFC 9112 §3.2).
fn authority(uri: &Uri, headers: &HeaderMap) -> Result<Authority, Detour> {
    let mut hosts = headers.get_all(HOST).iter();
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => Authority::try_from(host.as_bytes()).ok(),
        _ => None,
    };
    let host = host.filter(|host| Named::parse(host).is_some());
    host.map(|host| uri.authority().cloned().unwrap_or(host))
        .ok_or(Detour::Refuse(StatusCode::BAD_REQUEST))
}

/// A host, and the port it is reached at.
struct Named<'a> {
    host: &'a str,
    port: Port,
}

enum Port {
    /// None is written: the scheme's own.
    Default,
    Number(u16),
}

impl Port {
    fn is_that_of(&self, origin: &Origin) -> bool {
        match self {
            Self::Default => origin.has_default_port(),
            Self::Number(port) => *port == origin.port(),
        }
    }
}

impl<'a> Named<'a> {
    /// `None` if it names a user, or a port that is no port.
    fn parse(authority: &'a Authority) -> Option<Self> {
        let host = authority.host();
        let port = match authority.as_str().strip_prefix(host)? {
            "" | ":" => Port::Default,
            port => Port::Number(port.strip_prefix(':')?.parse().ok()?),
        };
        Some(Self { host, port })
    }
}

/// The address of a page without slashes at its end, since each page has one address. `None` if there are none, and for files and
/// the API, which have no address with a slash.
fn without_last_slash(target: &PathAndQuery) -> Option<String> {
    let trimmed = target.path().trim_end_matches('/');
    let is_page = !path::is_for_programs(target.path());
    (is_page && target.path() != "/" && trimmed.len() < target.path().len()).then(|| {
        let path = if trimmed.is_empty() { "/" } else { trimmed };
        target
            .query()
            .map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detour(method: &str, uri: &str, headers: &[(&str, &str)], origin: &str, any_port: bool) -> String {
        let origin = Origin::parse(origin).expect("an origin");
        let canonical = Canonical {
            host: HeaderValue::from_str(&origin.authority()).expect("a header"),
            origin,
            suspects_proxy: AtomicBool::new(false),
            any_port,
        };
        let request = headers.iter().fold(
            Request::builder().method(method).uri(uri),
            |request, (name, value)| request.header(*name, *value),
        );
        let mut request = request.body(axum::body::Body::empty()).expect("a request");
        match make_canonical(&canonical, &mut request) {
            Ok(()) => format!(
                "{} at {:?}",
                request.uri(),
                request.headers().get_all(HOST).iter().collect::<Vec<_>>()
            ),
            Err(Detour::Refuse(status)) => status.as_str().to_owned(),
            Err(Detour::Answer) => "204".to_owned(),
            Err(Detour::Go(status, address)) => format!("{} {address}", status.as_str()),
        }
    }

    #[test]
    fn a_request_for_us_has_one_form() {
        let origin = "http://cfmall.localhost:3000";
        let ours = |uri, host| detour("GET", uri, &[("host", host)], origin, false);
        let form = r#"/search?q=1 at ["cfmall.localhost:3000"]"#;
        assert_eq!(ours("/search?q=1", "cfmall.localhost:3000"), form);
        assert_eq!(ours("/search?q=1", "CFMALL.localhost:3000"), form);
        assert_eq!(ours("http://cfmall.localhost:3000/search?q=1", "other"), form);
        assert_eq!(
            ours("http://cfmall.localhost:3000", "cfmall.localhost:3000"),
            r#"/ at ["cfmall.localhost:3000"]"#
        );
        for host in ["cfmall.example", "cfmall.example:443", "CFMALL.EXAMPLE:"] {
            let form = detour("GET", "/", &[("host", host)], "https://cfmall.example", false);
            assert_eq!(form, r#"/ at ["cfmall.example"]"#, "{host}");
        }
    }

    #[test]
    fn a_port_is_a_proxys_own_affair() {
        let at = |host, any_port| detour("POST", "/", &[("host", host)], "https://cfmall.example", any_port);
        assert_eq!(at("cfmall.example:8443", true), r#"/ at ["cfmall.example"]"#);
        assert_eq!(at("cfmall.example:8443", false), "421");
        assert_eq!(at("evil.example", true), "421");
    }

    #[test]
    fn another_host_is_sent_to_ours_or_refused() {
        let origin = "http://cfmall.localhost:3000";
        for host in [
            "127.0.0.1:3000",
            "localhost:3000",
            "cfmall.localhost",
            "[::1]:3000",
            "cfmall.localhost.:3000",
        ] {
            assert_eq!(
                detour("GET", "//evil.example/?a=b", &[("host", host)], origin, false),
                "307 http://cfmall.localhost:3000//evil.example/?a=b"
            );
            assert_eq!(
                detour("POST", "/", &[("host", host)], origin, false),
                "421",
                "{host}"
            );
        }
    }

    #[test]
    fn a_host_that_is_none_is_refused() {
        let origin = "http://cfmall.localhost:3000";
        let ours = "cfmall.localhost:3000";
        for hosts in [
            &[][..],
            &[("host", "")],
            &[("host", ours), ("host", ours)],
            &[("host", "a:99999")],
            &[("host", "a:b")],
            &[("host", "x/p/100101?")],
            &[("host", "user@cfmall.localhost:3000")],
            &[("host", "cfmall.localhost:3000, evil.example")],
            &[("host", "cfmall localhost")],
        ] {
            assert_eq!(detour("GET", "/search", hosts, origin, false), "400", "{hosts:?}");
            assert!(
                detour("GET", "/livez", hosts, origin, false).starts_with("/livez at"),
                "{hosts:?}"
            );
        }
    }

    #[test]
    fn forwarding_headers_are_gone() {
        let mut request = Request::builder().uri("/").header("host", "a.example");
        for name in DESCRIBING {
            request = request.header(name, "https, http");
        }
        let mut request = request
            .header("x-forwarded-for", "192.0.2.1")
            .body(axum::body::Body::empty())
            .expect("a request");
        let origin = Origin::parse("http://a.example").expect("an origin");
        let canonical = Canonical {
            host: HeaderValue::from_static("a.example"),
            origin,
            suspects_proxy: AtomicBool::new(false),
            any_port: false,
        };
        assert!(make_canonical(&canonical, &mut request).is_ok());
        let names: Vec<_> = request.headers().keys().map(HeaderName::as_str).collect();
        assert_eq!(names.len(), 2, "{names:?}");
    }

    #[test]
    fn a_page_has_one_address() {
        let at = |method, uri| detour(method, uri, &[("host", "a.example")], "http://a.example", false);
        assert_eq!(at("GET", "/c/audio/"), "308 http://a.example/c/audio");
        assert_eq!(at("HEAD", "/search/?q=X1"), "308 http://a.example/search?q=X1");
        assert_eq!(at("GET", "//evil.example/"), "308 http://a.example//evil.example");
        assert_eq!(at("GET", "///"), "308 http://a.example/");
        assert!(at("GET", "/pkg/").starts_with("/pkg/ at"));
        assert!(at("GET", "/?a=/").starts_with("/?a=/ at"));
        assert!(at("POST", "/api/").starts_with("/api/ at"));
    }

    #[test]
    fn an_address_has_a_length() {
        let at = |length| {
            let address = format!("/{}", "a".repeat(length - 1));
            detour(
                "GET",
                &address,
                &[("host", "a.example")],
                "http://a.example",
                false,
            )
        };
        assert!(at(TARGET_LIMIT).starts_with("/aaa"));
        assert_eq!(at(TARGET_LIMIT + 1), "414");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let at = |method, uri| detour(method, uri, &[("host", "a.example")], "http://a.example", false);
        assert_eq!(at("OPTIONS", "*"), "204");
        assert_eq!(at("GET", "*"), "400");
        assert_eq!(at("CONNECT", "a.example:80"), "400");
    }
}
