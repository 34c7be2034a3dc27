//! Hosts: when one covers another, when two are one site, and which of them browsers trust without TLS.

use url::{Host, Url};

/// The canonical host of an address (RFC 6265bis §5.1.2); addresses of IPv6 in brackets. Empty where there is none.
pub fn of(url: &Url) -> &str {
    url.host_str().unwrap_or_default()
}

/// Whether the host is an IP address and no name.
pub fn is_ip(host: &str) -> bool {
    matches!(Host::parse(host), Ok(Host::Ipv4(_) | Host::Ipv6(_)))
}

/// Whether `host` domain-matches `domain` (RFC 6265bis §5.1.3).
pub fn domain_matches(host: &str, domain: &str) -> bool {
    host == domain || (host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')) && !is_ip(host))
}

/// Whether nobody may set a cookie for all of `domain`: it is on the public suffix list, or of one label that the list
/// does not know, as `localhost`. An IP address never is.
pub fn is_public_suffix(domain: &str) -> bool {
    !domain.is_empty() && !is_ip(domain) && psl::suffix_str(domain) == Some(domain)
}

/// The registrable domain of a host: the public suffix and one label more. `None` for IP addresses and public suffixes.
pub fn registrable(host: &str) -> Option<&str> {
    (!is_ip(host)).then(|| psl::domain_str(host)).flatten()
}

/// What names the site of a host: its registrable domain, or else the host itself.
pub fn site(host: &str) -> &str {
    registrable(host).unwrap_or(host)
}

/// Whether two addresses are same-site (RFC 6265bis §5.2): one registrable domain, and with `schemeful` one scheme too.
pub fn same_site(one: &Url, other: &Url, schemeful: bool) -> bool {
    site(of(one)) == site(of(other)) && (!schemeful || one.scheme() == other.scheme())
}

/// Whether the host leads to the own machine: `localhost`, every name below it (RFC 6761 §6.3), 127.0.0.0/8, `[::1]`.
pub fn is_loopback(host: &str) -> bool {
    match Host::parse(host) {
        Ok(Host::Domain(name)) => {
            let name = name.strip_suffix('.').unwrap_or(&name);
            name == "localhost" || name.ends_with(".localhost")
        }
        Ok(Host::Ipv4(address)) => address.is_loopback(),
        Ok(Host::Ipv6(address)) => address.is_loopback(),
        Err(_) => false,
    }
}
