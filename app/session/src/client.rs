//! Who sent a request, as far as the network tells.

use axum::extract::{ConnectInfo, Request};
use http::header::USER_AGENT;
use std::net::{IpAddr, SocketAddr};

/// For the member's list of sessions and the events; never a proof of anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Client {
    /// The address the request came from.
    pub ip: Option<IpAddr>,
    /// What the browser calls itself.
    pub user_agent: Option<String>,
}

impl Client {
    /// With `trusted_proxies` before us, the address the outermost of them saw: so many from the right of
    /// `X-Forwarded-For`. What stands further left, anybody can have written.
    pub(crate) fn of(request: &Request, trusted_proxies: u8) -> Self {
        let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
        let socket = || {
            let peer = request.extensions().get::<ConnectInfo<SocketAddr>>()?;
            Some(peer.0.ip())
        };
        let ip = match trusted_proxies {
            0 => socket(),
            hops => forwarded_for(request, hops).or_else(socket),
        };
        Self {
            ip,
            user_agent: header(USER_AGENT.as_str()).map(str::to_owned),
        }
    }
}

fn forwarded_for(request: &Request, hops: u8) -> Option<IpAddr> {
    let all = request.headers().get_all("x-forwarded-for");
    let addresses: Vec<_> = all
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    let index = addresses.len().checked_sub(hops.into())?;
    addresses[index].trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    fn ip(forwarded: &[&str], trusted_proxies: u8) -> Option<String> {
        let mut request = Request::builder();
        for value in forwarded {
            request = request.header("x-forwarded-for", *value);
        }
        let mut request = request.body(Body::empty()).expect("a request");
        request
            .extensions_mut()
            .insert(ConnectInfo(SocketAddr::from(([10, 0, 0, 9], 1))));
        Client::of(&request, trusted_proxies).ip.map(|ip| ip.to_string())
    }

    #[test]
    fn only_what_our_own_proxies_wrote_is_believed() {
        assert_eq!(ip(&["1.1.1.1"], 0).as_deref(), Some("10.0.0.9"));
        assert_eq!(ip(&["6.6.6.6, 1.1.1.1"], 1).as_deref(), Some("1.1.1.1"));
        assert_eq!(
            ip(&["6.6.6.6", "1.1.1.1, 2.2.2.2"], 2).as_deref(),
            Some("1.1.1.1")
        );
        assert_eq!(ip(&["nonsense"], 1).as_deref(), Some("10.0.0.9"));
        assert_eq!(ip(&[], 1).as_deref(), Some("10.0.0.9"));
    }
}
