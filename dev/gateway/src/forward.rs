//! Forwarding one request: which service, which copy, and which copy next if that one is gone.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, uri::Authority},
    response::Response,
};

use crate::{
    Balance, Config, Route,
    balance::sticky_cookie,
    cookie,
    health::Checks,
    notice,
    pool::Pool,
    replayable_body::ReplayableBody,
    route::{self, NoRoute},
    upstream::{self, Attempt, Connections, Upstream},
};

/// The response header that names the copy that answered.
const X_UPSTREAM: HeaderName = HeaderName::from_static("x-upstream");

/// The routes and pools of one deployment: it answers requests, wherever they come from.
pub struct Gateway {
    routes: Vec<Route>,
    pools: Vec<Pool>,
    balance: Balance,
    connections: Connections,
    checks: Checks,
}

impl Gateway {
    /// A gateway that listens nowhere itself. Its copies are asked from now on whether they live, on the runtime of the caller.
    pub fn new(config: &Config) -> Self {
        Self::checking(config, false)
    }

    /// A gateway that asks its copies whether they are ready as well, and prefers those that are.
    pub(crate) fn preferring_ready(config: &Config) -> Self {
        Self::checking(config, true)
    }

    fn checking(config: &Config, prefer_ready: bool) -> Self {
        let checks = Checks {
            every: config.check_every,
            prefer_ready,
        };
        let connections = upstream::connections();
        let pools = config.pools.iter();
        Self {
            pools: pools.map(|pool| Pool::new(pool, &connections, checks)).collect(),
            routes: config.routes.clone(),
            balance: config.balance.clone(),
            connections,
            checks,
        }
    }

    /// Adds a copy to a pool, or replaces the one of that name. Nothing happens if there is no such pool.
    pub fn add_copy(&self, pool: &str, name: &str, address: SocketAddr) {
        if let Some(pool) = self.pool(pool) {
            pool.add(name.to_owned(), address, &self.connections, self.checks);
        }
    }

    /// Takes a copy away from a pool; requests that it has are answered by it.
    pub fn remove_copy(&self, pool: &str, name: &str) {
        if let Some(pool) = self.pool(pool) {
            pool.remove(name);
        }
    }

    fn pool(&self, name: &str) -> Option<&Pool> {
        self.pools.iter().find(|pool| pool.name == name)
    }

    /// Answers one request, by a copy of the service that its route names.
    pub async fn forward(&self, client: IpAddr, request: Request) -> Response {
        let Some(authority) = authority_of(&request) else {
            return notice::no_host();
        };
        let pool = match route::find(&self.routes, &authority, request.uri().path()) {
            Ok(name) => self.pool(name),
            Err(NoRoute::Host) => return notice::unknown_host(&authority),
            Err(NoRoute::Path) => return notice::unknown_path(),
        };
        let Some(pool) = pool else {
            return notice::unknown_path();
        };
        let copies = self.balance.order(pool, request.headers(), client);

        let (mut head, body) = request.into_parts();
        remove_forwarding_headers(&mut head.headers);
        remove_connection_headers(&mut head.headers);
        let Ok(host) = HeaderValue::from_str(&authority) else {
            return notice::no_host();
        };
        head.headers.insert(header::HOST, host);
        let body = ReplayableBody::new(body);

        let request = || Request::from_parts(head.clone(), body.for_attempt());
        let repeatable = |status| may_repeat(&head.method, status) && body.unread();
        let mut copies = copies.into_iter().peekable();
        while let Some(copy) = copies.next() {
            let mut attempt = copy.ask(request()).await;
            // The copy may have closed a kept connection just when it was used again, which it may do at any time (RFC 9112 §9.3.1).
            if let Attempt::BrokenOff(status) = attempt
                && repeatable(status)
                && copies.peek().is_none()
            {
                attempt = copy.ask_afresh(request()).await;
            }
            match attempt {
                Attempt::Answered(response) => {
                    return with_copy_name(response, &self.balance, pool, &copy, &head.headers);
                }
                Attempt::NeverReached => {}
                Attempt::BrokenOff(status) if repeatable(status) => {}
                Attempt::BrokenOff(status) => return notice::broken_off(status, &head.headers),
            }
        }
        notice::unavailable(&pool.name, &head.headers)
    }
}

/// Whether a request that a copy may have begun may be sent to the next one: only if repeating it changes nothing. A copy
/// that let time run out (504) is alive, and the next one would most likely do the same.
fn may_repeat(method: &Method, status: StatusCode) -> bool {
    method.is_idempotent() && status != StatusCode::GATEWAY_TIMEOUT
}

/// Removes what a client says about hops before the gateway, which is the first one. The proxy then writes what is true,
/// and `X-Forwarded-For` is the visitor's address and nothing else: copies behind us trust one proxy. Many programs take `_` in
/// a name for `-`, so no such name goes through.
fn remove_forwarding_headers(headers: &mut HeaderMap) {
    let forwarding: Vec<_> = headers
        .keys()
        .filter(|name| is_forwarding(name))
        .cloned()
        .collect();
    for name in forwarding {
        headers.remove(name);
    }
}

fn is_forwarding(name: &HeaderName) -> bool {
    let name = name.as_str();
    matches!(
        name,
        "forwarded" | "x-real-ip" | "x-original-url" | "x-rewrite-url"
    ) || name.starts_with("x-forwarded-")
        || name.contains('_')
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

/// The host that a request is for: of an absolute address its own (RFC 9112 §3.2.2), otherwise the one in `Host`, which must be
/// there exactly once (RFC 9112 §3.2).
pub fn authority_of(request: &Request) -> Option<String> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return None;
    };
    let host = Authority::try_from(host.as_bytes()).ok()?;
    let authority = request.uri().authority().unwrap_or(&host);
    Some(authority.as_str().to_owned())
}
