//! Forwarding one request: which service, which copy, and which copy next if that one is gone.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, uri::Authority},
    response::Response,
};

use crate::{
    Balance, Route,
    balance::sticky_cookie,
    cookie, notice,
    pool::Pool,
    replayable_body::ReplayableBody,
    route::{self, NoRoute},
    upstream::{Attempt, Upstream},
};

/// The response header that names the copy that answered.
const X_UPSTREAM: HeaderName = HeaderName::from_static("x-upstream");

/// The state that all requests share: routes, pools and how copies are chosen.
pub(crate) struct Gateway {
    pub routes: Vec<Route>,
    pub pools: Vec<Pool>,
    pub balance: Balance,
}

/// Answers one request, by a copy of the service that its route names.
pub(crate) async fn forward(
    State(gateway): State<Arc<Gateway>>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let Some(authority) = authority_of(&request) else {
        return notice::no_host();
    };
    let pool = match route::find(&gateway.routes, &authority, request.uri().path()) {
        Ok(name) => gateway.pools.iter().find(|pool| pool.name == name),
        Err(NoRoute::Host) => return notice::unknown_host(&authority),
        Err(NoRoute::Path) => return notice::unknown_path(),
    };
    let Some(pool) = pool else {
        return notice::unknown_path();
    };
    let copies = gateway.balance.order(pool, request.headers(), client.ip());

    let (mut head, body) = request.into_parts();
    remove_forwarding_headers(&mut head.headers);
    remove_connection_headers(&mut head.headers);
    let Ok(host) = HeaderValue::from_str(&authority) else {
        return notice::no_host();
    };
    head.headers.insert(header::HOST, host);
    let body = ReplayableBody::new(body);

    for copy in copies {
        let request = Request::from_parts(head.clone(), body.for_attempt());
        match copy.ask(request).await {
            Attempt::Answered(response) => {
                return with_copy_name(response, &gateway.balance, pool, copy, &head.headers);
            }
            Attempt::NeverReached => {}
            Attempt::BrokenOff(status) if may_repeat(&head.method, status) && body.unread() => {}
            Attempt::BrokenOff(status) => return notice::broken_off(status, &head.headers),
        }
    }
    notice::unavailable(&pool.name, &head.headers)
}

/// Whether a request that a copy may have begun may be sent to the next one: only if repeating it changes nothing. A copy
/// that let time run out (504) is alive, and the next one would most likely do the same.
fn may_repeat(method: &Method, status: StatusCode) -> bool {
    method.is_idempotent() && status != StatusCode::GATEWAY_TIMEOUT
}

/// Removes what a client says about hops before the gateway, which is the first one. The proxy then writes what is true,
/// and `X-Forwarded-For` is the visitor's address and nothing else: copies behind us trust one proxy.
fn remove_forwarding_headers(headers: &mut HeaderMap) {
    for name in [
        "forwarded",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-proto",
        "x-real-ip",
    ] {
        headers.remove(name);
    }
}

/// Removes what concerns the visitor's connection and not the request (RFC 9110 §7.6.1). What `Connection` names besides is
/// left where it is: a client could name `Host` or `Cookie` there, and the copy would never see them.
fn remove_connection_headers(headers: &mut HeaderMap) {
    for name in [
        header::CONNECTION,
        header::TE,
        header::TRAILER,
        header::UPGRADE,
        HeaderName::from_static("keep-alive"),
        HeaderName::from_static("proxy-connection"),
    ] {
        headers.remove(name);
    }
}

/// The response with the copy's name, and with the gateway's cookie where the visitor does not have the right one yet.
fn with_copy_name(
    mut response: Response,
    balance: &Balance,
    pool: &Pool,
    copy: &Upstream,
    sent: &HeaderMap,
) -> Response {
    if let Ok(name) = HeaderValue::from_str(&copy.name) {
        response.headers_mut().insert(X_UPSTREAM, name);
    }
    let cookie_name = sticky_cookie(pool);
    if *balance == Balance::Sticky && cookie::value(sent, &cookie_name) != Some(&copy.name) {
        let cookie = format!("{cookie_name}={}; Path=/; HttpOnly; SameSite=Lax", copy.name);
        if let Ok(cookie) = HeaderValue::try_from(cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    response
}

/// The host that the request is for: of an absolute address its own (RFC 9112 §3.2.2), otherwise the one in `Host`, which must
/// be there exactly once (RFC 9112 §3.2).
fn authority_of(request: &Request) -> Option<String> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return None;
    };
    let host = Authority::try_from(host.as_bytes()).ok()?;
    let authority = request.uri().authority().unwrap_or(&host);
    Some(authority.as_str().to_owned())
}
