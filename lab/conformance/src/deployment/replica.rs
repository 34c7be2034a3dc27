//! One copy of a service, and the public origin it speaks for.

use anyhow::{Context, bail, ensure};
use serde::Deserialize;
use url::{Host, Url};

/// The two services; in a monolith both are the same process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Service {
    /// The auth service, which logs people in.
    Auth,
    /// The mall, which wants to know who is logged in.
    Mall,
}

/// The public origin of a service, as browsers see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The whole origin as browsers send it: `http://cfmall.localhost:3000`.
    pub text: String,
    /// The `Host` header.
    pub authority: String,
    /// The host without its port.
    pub host: String,
    /// Whether the origin uses https, or has a name that browsers trust without it.
    pub trustworthy: bool,
}

impl Origin {
    /// Reads an origin of the form `http://host:port`.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let url = Url::parse(text).with_context(|| format!("{text:?} is no origin"))?;
        let host = url.host_str().with_context(|| format!("{text:?} has no host"))?;
        let authority = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        Ok(Self {
            text: url.origin().ascii_serialization(),
            authority,
            host: host.to_owned(),
            trustworthy: url.scheme() == "https" || is_this_machine(&url),
        })
    }
}

/// A copy of a service that can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replica {
    /// The name: `auth-1`, `mall-2`, or `copy-1` if the copy is both services.
    pub name: String,
    /// The service that the copy was given as.
    pub service: Service,
    /// The address that requests go to: `127.0.0.1:4001`.
    pub address: String,
    /// The public origin that requests name.
    pub origin: Origin,
}

impl Replica {
    /// Reads a copy's URL. Other machines need `allow_remote`, so that none is put under load by accident.
    pub fn parse(url: &str, service: Service, origin: &Origin, allow_remote: bool) -> anyhow::Result<Self> {
        let url: Url = url.parse().with_context(|| format!("{url:?} is no URL"))?;
        ensure!(
            url.scheme() == "http",
            "{url}: the suite asks copies over plain http; TLS ends before them"
        );
        if !allow_remote && !is_this_machine(&url) {
            bail!("{url} is not this machine; the suite breaks things, so that needs --allow-remote");
        }
        let host = url.host_str().unwrap_or_default();
        // Names below localhost are for browsers; a resolver may not know them.
        let host = if host.ends_with("localhost") {
            "127.0.0.1"
        } else {
            host
        };
        Ok(Self {
            name: String::new(),
            service,
            address: format!("{host}:{}", url.port_or_known_default().unwrap_or(80)),
            origin: origin.clone(),
        })
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_asked_unless_somebody_insists() {
        let origin = Origin::parse("http://cfmall.localhost:3000").unwrap();
        assert_eq!(origin.authority, "cfmall.localhost:3000");
        assert!(origin.trustworthy && !Origin::parse("http://shop.test").unwrap().trustworthy);
        let parse = |url, remote| Replica::parse(url, Service::Mall, &origin, remote);
        assert_eq!(
            parse("http://cfmall.localhost:4001", false).unwrap().address,
            "127.0.0.1:4001"
        );
        assert!(parse("http://192.0.2.1:80", false).is_err());
        assert!(parse("http://192.0.2.1:80", true).is_ok());
    }
}
