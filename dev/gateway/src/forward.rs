//! The way of one request: which service, which copy, and what if that copy is gone.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, uri::Authority},
    response::Response,
};

use crate::{
    Balance, Route,
    balance::sticky_cookie,
    cookie,
    lent_body::Lender,
    notice,
    pool::Pool,
    route::{self, Lost},
    upstream::{Attempt, Upstream},
};

/// Names the copy that answered; for tests, for the lab and for the curious.
const X_UPSTREAM: HeaderName = HeaderName::from_static("x-upstream");

/// What every request shares.
pub(crate) struct Gateway {
    pub routes: Vec<Route>,
    pub pools: Vec<Pool>,
    pub balance: Balance,
}

/// Answers one request.
pub(crate) async fn forward(
    State(gateway): State<Arc<Gateway>>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let authority = authority_of(&request);
    let pool = match route::find(&gateway.routes, &authority, request.uri().path()) {
        Ok(name) => gateway.pools.iter().find(|pool| pool.name == name),
        Err(Lost::Host) => return notice::unknown_host(&authority),
        Err(Lost::Path) => return notice::unknown_path(),
    };
    let Some(pool) = pool else {
        return notice::unknown_path();
    };
    let copies = gateway.balance.order(pool, request.headers(), client.ip());

    let (mut head, body) = request.into_parts();
    forget_hearsay(&mut head.headers);
    let body = Lender::new(body);

    for copy in copies {
        let request = Request::from_parts(head.clone(), body.lend());
        match copy.ask(request).await {
            Attempt::Answered(response) => {
                return signed(response, &gateway.balance, pool, copy, &head.headers);
            }
            Attempt::NeverReached => {}
            Attempt::BrokenOff(status) if may_repeat(&head.method, status) && body.unread() => {}
            Attempt::BrokenOff(status) => return notice::broken_off(status, &head.headers),
        }
    }
    notice::unavailable(&pool.name, &head.headers)
}

/// What a copy may have begun is asked of the next one only if repeating it changes nothing. A copy that let time run
/// out (504) is alive, and the next one would most likely do the same.
fn may_repeat(method: &Method, status: StatusCode) -> bool {
    method.is_idempotent() && status != StatusCode::GATEWAY_TIMEOUT
}

/// The gateway is the first hop: whatever a client says about hops before it is invented. The proxy then writes what is
/// true, and `X-Forwarded-For` is the visitor's address and nothing else: copies behind us trust one proxy.
fn forget_hearsay(headers: &mut HeaderMap) {
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

/// Adds the copy's name, and the gateway's cookie where the visitor does not have the right one yet.
fn signed(
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

fn authority_of(request: &Request) -> String {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    host.or_else(|| request.uri().authority().map(Authority::as_str))
        .unwrap_or_default()
        .to_owned()
}
