//! Which service a request is for: by the host it names, by the port, by the path.

use std::str::FromStr;

use anyhow::{Error, bail, ensure};

/// One line of the routing table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Route {
    /// The host: `cfmall.localhost` fits every port, `cfmall.localhost:3001` only that one, `None` every host.
    pub host: Option<String>,
    /// A path and all below it: `/login` fits `/login/sms`, not `/login-help`; `None` fits every path.
    pub path: Option<String>,
    /// The name of the pool that answers.
    pub pool: String,
}

impl Route {
    fn fits_host(&self, authority: &str) -> bool {
        let Some(host) = &self.host else { return true };
        let wanted = if host.contains(':') {
            authority
        } else {
            name_of(authority)
        };
        host.eq_ignore_ascii_case(wanted)
    }

    fn fits_path(&self, path: &str) -> bool {
        let Some(prefix) = &self.path else { return true };
        path.strip_prefix(prefix.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// The reason why no route fits a request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NoRoute {
    /// No route has this host.
    Host,
    /// A route has this host, but none has this path.
    Path,
}

/// The name of the pool for a request, by the first route that fits.
pub(crate) fn find<'a>(routes: &'a [Route], authority: &str, path: &str) -> Result<&'a str, NoRoute> {
    let mut reason = NoRoute::Host;
    for route in routes.iter().filter(|route| route.fits_host(authority)) {
        if route.fits_path(path) {
            return Ok(&route.pool);
        }
        reason = NoRoute::Path;
    }
    Err(reason)
}

/// The host without its port; `[::1]:3000` keeps its brackets.
fn name_of(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|c| c.is_ascii_digit()) => name,
        _ => authority,
    }
}

impl FromStr for Route {
    type Err = Error;

    /// Reads `host=cfmall.localhost,path=/login,pool=auth`; host and path may be missing.
    fn from_str(text: &str) -> Result<Self, Error> {
        let mut route = Self::default();
        for part in text.split(',') {
            match part.split_once('=') {
                Some(("host", host)) => route.host = Some(host.to_ascii_lowercase()),
                Some(("path", path)) => route.path = Some(path.trim_end_matches('/').to_owned()),
                Some(("pool", pool)) => pool.clone_into(&mut route.pool),
                _ => bail!("{part:?} in the route {text:?} is none of host=…, path=…, pool=…"),
            }
        }
        ensure!(!route.pool.is_empty(), "the route {text:?} names no pool");
        Ok(route)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn table(lines: &[&str]) -> Vec<Route> {
        lines.iter().map(|line| line.parse().unwrap()).collect()
    }

    #[test]
    fn a_host_decides_whatever_its_port_and_case() {
        let routes = table(&[
            "host=auth.cfmall.localhost,pool=auth",
            "host=cfmall.localhost,pool=mall",
        ]);
        assert_eq!(find(&routes, "Auth.cfmall.localhost:3000", "/"), Ok("auth"));
        assert_eq!(find(&routes, "cfmall.localhost", "/login"), Ok("mall"));
        assert_eq!(find(&routes, "evil.cfmall.localhost", "/"), Err(NoRoute::Host));
        assert_eq!(find(&routes, "", "/"), Err(NoRoute::Host));
    }

    #[test]
    fn a_path_fits_only_at_a_segment() {
        let routes = table(&[
            "host=h,path=/login,pool=auth",
            "host=h,path=/api/auth/,pool=auth",
            "host=h,pool=mall",
        ]);
        assert_eq!(find(&routes, "h:1", "/login"), Ok("auth"));
        assert_eq!(find(&routes, "h:1", "/api/auth/logout"), Ok("auth"));
        assert_eq!(find(&routes, "h:1", "/login-help"), Ok("mall"));
        assert_eq!(
            find(&table(&["path=/only,pool=p"]), "h", "/else"),
            Err(NoRoute::Path)
        );
    }

    #[test]
    fn a_port_can_tell_two_services_of_one_host_apart() {
        let routes = table(&["host=h:3001,pool=auth", "host=h:3000,pool=mall"]);
        assert_eq!(find(&routes, "h:3001", "/"), Ok("auth"));
        assert_eq!(find(&routes, "h:3000", "/"), Ok("mall"));
        assert_eq!(find(&routes, "h", "/"), Err(NoRoute::Host));
    }

    #[test]
    fn nonsense_is_refused() {
        assert!("host=h".parse::<Route>().is_err());
        assert!("hots=h,pool=p".parse::<Route>().is_err());
    }
}
