//! Who may ask: browsers on this machine, for the lab's own host, from the lab's own pages.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{self, HOST, ORIGIN},
};

/// On every answer that does not say otherwise.
const ALWAYS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    ),
    (header::CACHE_CONTROL, "no-store"),
];

/// Answers only requests for the lab's own host, so that a name that somebody else points to this machine (DNS rebinding) reaches
/// nothing; and lets a request change something only if a page of the lab has sent it.
pub async fn check(State(origin): State<Arc<str>>, request: Request, next: Next) -> Response {
    let mut response = if !is_for(request.headers(), &origin) {
        StatusCode::MISDIRECTED_REQUEST.into_response()
    } else if request.method().is_safe() || is_from(request.headers(), &origin) {
        next.run(request).await
    } else {
        tracing::warn!(origin = ?request.headers().get(ORIGIN), "refused: not from a page of the lab");
        StatusCode::FORBIDDEN.into_response()
    };
    for (name, value) in ALWAYS {
        response
            .headers_mut()
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    response
}

fn is_for(headers: &HeaderMap, origin: &str) -> bool {
    let mut hosts = headers.get_all(HOST).iter();
    let ours = origin.split_once("://").map(|(_, host)| host.as_bytes());
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => ours == Some(host.as_bytes()),
        _ => false,
    }
}

fn is_from(headers: &HeaderMap, origin: &str) -> bool {
    let mut origins = headers.get_all(ORIGIN).iter();
    match (origins.next(), origins.next()) {
        (Some(from), None) => from.as_bytes() == origin.as_bytes(),
        (None, _) => headers
            .get("sec-fetch-site")
            .is_some_and(|site| site == "same-origin"),
        (Some(_), Some(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "http://lab.cfmall.localhost:4400";

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(name, value);
        }
        headers
    }

    #[test]
    fn only_the_own_host_is_answered() {
        assert!(is_for(&headers(&[("host", "lab.cfmall.localhost:4400")]), OURS));
        for host in [
            "evil.example",
            "lab.cfmall.localhost",
            "127.0.0.1:4400",
            "t3.cfmall.localhost:4400",
        ] {
            assert!(!is_for(&headers(&[("host", host)]), OURS), "{host}");
        }
        assert!(!is_for(&HeaderMap::new(), OURS));
    }

    #[test]
    fn only_the_own_pages_change_something() {
        assert!(is_from(&headers(&[("origin", OURS)]), OURS));
        assert!(is_from(&headers(&[("sec-fetch-site", "same-origin")]), OURS));
        for foreign in [
            &[("origin", "http://t3.cfmall.localhost:4400")][..],
            &[("origin", "null")],
            &[("origin", OURS), ("origin", OURS)],
            &[("sec-fetch-site", "same-site")],
            &[],
        ] {
            assert!(!is_from(&headers(foreign), OURS), "{foreign:?}");
        }
    }
}
