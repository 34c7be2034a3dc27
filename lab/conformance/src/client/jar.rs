//! A cookie jar with the rules of browsers (RFC 6265bis §5), because half of the mistakes with sessions are cookies
//! that a browser does not keep, or does not let go.
//!
//! `Clear-Site-Data` is not obeyed here: it would hide a removal cookie that does not work.

use time::OffsetDateTime;

use super::set_cookie::{LARGEST, SetCookie};

/// The place that a request goes to or a response comes from.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Whether the place uses https, or has a name that browsers trust without it (`localhost` and all below).
    pub trustworthy: bool,
    /// The host without its port: cookies ignore ports.
    pub host: &'a str,
    /// The path of the request.
    pub path: &'a str,
}

/// The reason why a browser ignores a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ignored {
    /// The line is no cookie at all.
    Unreadable,
    /// Name and value are too long together.
    TooLong,
    /// `Domain` is not the host that answered, nor above it.
    ForeignDomain,
    /// `Secure` from a place that is not trustworthy.
    NotTrustworthy,
    /// The name begins with `__Host-` or `__Secure-` and the attributes do not fit it.
    BrokenPrefix,
    /// `SameSite=None` without `Secure`.
    NoneWithoutSecure,
    /// The cookie would replace a `Secure` one, from a place that is not trustworthy.
    WouldReplaceSecure,
}

#[derive(Clone, Debug)]
struct StoredCookie {
    name: String,
    value: String,
    domain: String,
    host_only: bool,
    path: String,
    secure: bool,
    end: Option<OffsetDateTime>,
    made: u64,
}

/// The cookies of one browser.
#[derive(Clone, Debug, Default)]
pub struct Jar {
    kept: Vec<StoredCookie>,
    made: u64,
}

impl Jar {
    /// Stores the cookie of a `Set-Cookie` header, or returns the reason why a browser would ignore it.
    pub fn receive(&mut self, from: Place<'_>, line: &str, now: OffsetDateTime) -> Result<(), Ignored> {
        let cookie = SetCookie::parse(line).ok_or(Ignored::Unreadable)?;
        if cookie.name.len() + cookie.value.len() > LARGEST {
            return Err(Ignored::TooLong);
        }
        let (domain, host_only) = scope(&cookie, from.host)?;
        if cookie.secure && !from.trustworthy {
            return Err(Ignored::NotTrustworthy);
        }
        if cookie.same_site.as_deref() == Some("none") && !cookie.secure {
            return Err(Ignored::NoneWithoutSecure);
        }
        if !fits_its_prefix(&cookie) {
            return Err(Ignored::BrokenPrefix);
        }
        let path = cookie.path.clone().unwrap_or_else(|| default_path(from.path));
        let overlays = |kept: &StoredCookie| {
            kept.secure
                && kept.name == cookie.name
                && (is_within(&kept.domain, &domain) || is_within(&domain, &kept.domain))
        };
        if !cookie.secure && !from.trustworthy && self.kept.iter().any(overlays) {
            return Err(Ignored::WouldReplaceSecure);
        }
        self.keep(StoredCookie {
            end: cookie.end(now),
            name: cookie.name,
            value: cookie.value,
            domain,
            host_only,
            path,
            secure: cookie.secure,
            made: 0,
        });
        self.kept.retain(|kept| kept.end.is_none_or(|end| end > now));
        Ok(())
    }

    fn keep(&mut self, mut cookie: StoredCookie) {
        self.made += 1;
        cookie.made = self.made;
        let same = |kept: &&mut StoredCookie| {
            kept.name == cookie.name
                && kept.domain == cookie.domain
                && kept.host_only == cookie.host_only
                && kept.path == cookie.path
        };
        if let Some(old) = self.kept.iter_mut().find(same) {
            cookie.made = old.made;
            *old = cookie;
        } else {
            self.kept.push(cookie);
        }
    }

    /// The names and values of the cookies that a browser sends there, in order: longer paths first, then older ones.
    pub fn cookies(&self, to: Place<'_>, now: OffsetDateTime) -> Vec<(&str, &str)> {
        let mut sent: Vec<&StoredCookie> = self
            .kept
            .iter()
            .filter(|kept| kept.end.is_none_or(|end| end > now))
            .filter(|kept| to.trustworthy || !kept.secure)
            .filter(|kept| {
                if kept.host_only {
                    kept.domain == to.host
                } else {
                    is_within(to.host, &kept.domain)
                }
            })
            .filter(|kept| path_matches(to.path, &kept.path))
            .collect();
        sent.sort_by_key(|kept| (std::cmp::Reverse(kept.path.len()), kept.made));
        sent.iter()
            .map(|kept| (kept.name.as_str(), kept.value.as_str()))
            .collect()
    }

    /// The `Cookie` header for a request; `None` if there are no cookies to send.
    pub fn header(&self, to: Place<'_>, now: OffsetDateTime) -> Option<String> {
        let pairs = self.cookies(to, now);
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }
}

fn scope(cookie: &SetCookie, host: &str) -> Result<(String, bool), Ignored> {
    match &cookie.domain {
        None => Ok((host.to_owned(), true)),
        // A domain of one label is a public suffix (`localhost`, `com`): only for a host of just that name, and then
        // for no other.
        Some(domain) if !domain.contains('.') && domain == host => Ok((host.to_owned(), true)),
        Some(domain) if domain.contains('.') && is_within(host, domain) => Ok((domain.clone(), false)),
        Some(_) => Err(Ignored::ForeignDomain),
    }
}

fn fits_its_prefix(cookie: &SetCookie) -> bool {
    let name = cookie.name.to_ascii_lowercase();
    if name.starts_with("__host-") {
        cookie.secure && cookie.domain.is_none() && cookie.path.as_deref() == Some("/")
    } else {
        !name.starts_with("__secure-") || cookie.secure
    }
}

/// Whether `host` is `domain` or below it. An address is below nothing.
fn is_within(host: &str, domain: &str) -> bool {
    host == domain
        || (host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
            && host.parse::<std::net::IpAddr>().is_err())
}

fn path_matches(path: &str, cookie: &str) -> bool {
    path.strip_prefix(cookie)
        .is_some_and(|rest| rest.is_empty() || cookie.ends_with('/') || rest.starts_with('/'))
}

fn default_path(path: &str) -> String {
    match path.rfind('/') {
        Some(end) if end > 0 => path[..end].to_owned(),
        _ => "/".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

    fn at(host: &str) -> Place<'_> {
        Place {
            trustworthy: true,
            host,
            path: "/api/login",
        }
    }

    fn jar(lines: &[&str]) -> (Jar, Vec<Option<Ignored>>) {
        let mut jar = Jar::default();
        let ignored = lines
            .iter()
            .map(|line| jar.receive(at("auth.shop.localhost"), line, NOW).err())
            .collect();
        (jar, ignored)
    }

    #[test]
    fn a_parent_domain_is_shared_and_a_host_is_not() {
        let (jar, _) = jar(&["a=1; Domain=shop.localhost; Path=/", "b=2; Path=/"]);
        let sent = |host| jar.header(at(host), NOW);
        assert_eq!(sent("auth.shop.localhost").as_deref(), Some("a=1; b=2"));
        assert_eq!(sent("shop.localhost").as_deref(), Some("a=1"));
        assert_eq!(sent("workshop.localhost"), None);
    }

    #[test]
    fn prefixes_hold_for_what_is_set_and_for_what_is_removed() {
        let (mut jar, ignored) = jar(&[
            "__Host-a=1; Path=/; Secure",
            "__Host-b=1; Path=/; Secure; Domain=shop.localhost",
            "__Host-c=1; Secure",
            "__Secure-d=1; Path=/",
        ]);
        let broken = Some(Ignored::BrokenPrefix);
        assert_eq!(ignored, [None, broken, broken, broken]);
        // What tower-sessions 0.14 sends at logout.
        let removal = "__Host-a=; Path=/; HttpOnly; Max-Age=0";
        assert_eq!(jar.receive(at("auth.shop.localhost"), removal, NOW).err(), broken);
        assert!(jar.header(at("auth.shop.localhost"), NOW).is_some());
        let proper = "__Host-a=; Path=/; HttpOnly; Secure; Max-Age=0";
        assert_eq!(jar.receive(at("auth.shop.localhost"), proper, NOW), Ok(()));
        assert_eq!(jar.header(at("auth.shop.localhost"), NOW), None);
    }

    #[test]
    fn what_is_not_secure_sees_and_changes_nothing_secure() {
        let (mut jar, _) = jar(&["a=1; Path=/; Secure"]);
        let plain = Place {
            trustworthy: false,
            ..at("auth.shop.localhost")
        };
        assert_eq!(jar.header(plain, NOW), None);
        assert_eq!(
            jar.receive(plain, "a=2; Path=/", NOW),
            Err(Ignored::WouldReplaceSecure)
        );
        assert_eq!(
            jar.receive(plain, "b=2; Secure", NOW),
            Err(Ignored::NotTrustworthy)
        );
    }

    #[test]
    fn domains_that_are_not_ours_are_refused() {
        let foreign = Some(Ignored::ForeignDomain);
        let (_, ignored) = jar(&[
            "a=1; Domain=evil.example",
            "a=1; Domain=localhost",
            "a=1; Domain=other.auth.shop.localhost",
        ]);
        assert_eq!(ignored, [foreign, foreign, foreign]);
    }

    #[test]
    fn longer_paths_come_first_then_the_elder_and_replacing_keeps_the_age() {
        let (mut jar, _) = jar(&["a=1; Path=/", "b=2; Path=/api", "c=3; Path=/"]);
        let auth = at("auth.shop.localhost");
        assert_eq!(jar.receive(auth, "a=9; Path=/", NOW), Ok(()));
        assert_eq!(jar.header(auth, NOW).as_deref(), Some("b=2; a=9; c=3"));
        let elsewhere = Place {
            path: "/apiary",
            ..auth
        };
        assert_eq!(jar.header(elsewhere, NOW).as_deref(), Some("a=9; c=3"));
    }

    #[test]
    fn a_cookie_ends_when_it_said_it_would() {
        let (jar, _) = jar(&["a=1; Max-Age=60"]);
        let seconds = time::Duration::seconds;
        let auth = at("auth.shop.localhost");
        assert!(jar.header(auth, NOW + seconds(59)).is_some());
        assert_eq!(jar.header(auth, NOW + seconds(60)), None);
        assert_eq!(
            Jar::default().receive(auth, &format!("a={}", "b".repeat(4096)), NOW),
            Err(Ignored::TooLong)
        );
    }
}
