//! Who sent a request, as far as the network tells.

use axum::extract::ConnectInfo;
use http::{header::USER_AGENT, request::Parts};
use std::net::{IpAddr, SocketAddr};

/// The sender of a request, for the member's list of sessions and the events; never a proof of anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Client {
    /// The address the request came from.
    pub ip: Option<IpAddr>,
    /// What the browser calls itself.
    pub user_agent: Option<String>,
}

impl Client {
    /// Reads the client of a request. With `trusted_proxies` before this process, its address is the one that the outermost of
    /// them saw: that many from the right of `X-Forwarded-For`. What stands further left, anybody can have written. If
    /// nobody can tell what the proxy wrote, the address is unknown: the proxy's own is nobody's device.
    pub fn of(head: &Parts, trusted_proxies: u8) -> Self {
        let user_agent = head.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
        let socket = || {
            let peer = head.extensions.get::<ConnectInfo<SocketAddr>>()?;
            Some(peer.0.ip())
        };
        let ip = match trusted_proxies {
            0 => socket(),
            _ if !head.headers.contains_key(FORWARDED_FOR) => socket(),
            hops => forwarded_for(head, hops),
        };
        Self {
            ip,
            user_agent: user_agent.map(str::to_owned),
        }
    }
}

const FORWARDED_FOR: &str = "x-forwarded-for";

fn forwarded_for(head: &Parts, hops: u8) -> Option<IpAddr> {
    let all = head.headers.get_all(FORWARDED_FOR);
    let addresses: Vec<_> = all
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    let index = addresses.len().checked_sub(hops.into())?;
    address(addresses[index].trim())
}

/// An address, alone or with a port as some proxies write it: `203.0.113.7:49152`, `[2001:db8::7]:49152`.
fn address(text: &str) -> Option<IpAddr> {
    let with_port = || Some(text.parse::<SocketAddr>().ok()?.ip());
    let in_brackets = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let ip: IpAddr = text.parse().ok().or_else(with_port).or_else(in_brackets)?;
    Some(ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::Request;

    fn ip(forwarded: &[&str], trusted_proxies: u8) -> Option<String> {
        let mut request = Request::builder();
        for value in forwarded {
            request = request.header("x-forwarded-for", *value);
        }
        let (mut head, ()) = request.body(()).expect("a request").into_parts();
        head.extensions
            .insert(ConnectInfo(SocketAddr::from(([10, 0, 0, 9], 1))));
        Client::of(&head, trusted_proxies).ip.map(|ip| ip.to_string())
    }

    #[test]
    fn only_what_our_own_proxies_wrote_is_believed() {
        assert_eq!(ip(&["1.1.1.1"], 0).as_deref(), Some("10.0.0.9"));
        assert_eq!(ip(&["6.6.6.6, 1.1.1.1"], 1).as_deref(), Some("1.1.1.1"));
        assert_eq!(
            ip(&["6.6.6.6", "1.1.1.1, 2.2.2.2"], 2).as_deref(),
            Some("1.1.1.1")
        );
        assert_eq!(ip(&[], 1).as_deref(), Some("10.0.0.9"));
    }

    #[test]
    fn a_port_is_no_part_of_the_address() {
        for (written, read) in [
            ("203.0.113.7:49152", "203.0.113.7"),
            ("[2001:db8::7]:49152", "2001:db8::7"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("2001:db8::7", "2001:db8::7"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
        ] {
            assert_eq!(ip(&[written], 1).as_deref(), Some(read), "{written}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_unknown() {
        for written in [
            "nonsense",
            "unknown",
            "",
            "203.0.113.7:99999",
            "203.0.113.7:",
            "_hidden",
        ] {
            assert_eq!(ip(&[written], 1), None, "{written:?}");
        }
        assert_eq!(ip(&["1.1.1.1"], 2), None, "a proxy that was passed by");
    }
}
