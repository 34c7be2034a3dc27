//! Somebody with a browser: it keeps cookies for the hosts that they are meant for, and follows no redirect.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use ureq::{
    Agent,
    http::{HeaderMap, Request, header},
};

/// A host that visitors know under its origin, and where it is reached.
#[derive(Clone, Debug)]
pub struct Place {
    /// The public origin.
    pub origin: String,
    /// The address that listens.
    pub address: SocketAddr,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, as far as it is text.
    pub text: String,
}

/// A visitor.
#[derive(Debug)]
pub struct Visitor {
    agent: Agent,
    cookies: Vec<Cookie>,
}

#[derive(Debug)]
struct Cookie {
    name: String,
    value: String,
    host: String,
    /// Whether hosts below it get the cookie too.
    with_subdomains: bool,
}

impl Default for Visitor {
    fn default() -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .build()
            .new_agent();
        Self {
            agent,
            cookies: Vec::new(),
        }
    }
}

impl Place {
    fn authority(&self) -> &str {
        self.origin
            .split_once("://")
            .map_or(&*self.origin, |(_, authority)| authority)
    }

    fn host(&self) -> &str {
        let authority = self.authority();
        authority.rsplit_once(':').map_or(authority, |(host, _)| host)
    }
}

impl Answer {
    /// A header, or nothing.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

impl Visitor {
    /// Gets a page or a file. As browsers do, it asks once more if there was no answer at all: the other side may have closed a
    /// connection that was kept (RFC 9110 §9.2.2).
    pub fn get(&mut self, place: &Place, target: &str) -> Result<Answer> {
        let answer = self.send(place, "GET", target, None);
        answer.or_else(|_| self.send(place, "GET", target, None))
    }

    /// Posts a form, whose values need no escaping.
    pub fn post(&mut self, place: &Place, target: &str, form: &[(&str, &str)]) -> Result<Answer> {
        let fields: Vec<_> = form
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        self.send(place, "POST", target, Some(fields.join("&")))
    }

    fn send(&mut self, place: &Place, method: &str, target: &str, form: Option<String>) -> Result<Answer> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("http://{}{target}", place.address))
            .header(header::HOST, place.authority())
            .header(header::ACCEPT, "text/html");
        let cookies = self.cookies_for(place.host());
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies);
        }
        if form.is_some() {
            request = request
                .header(header::ORIGIN, &place.origin)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let what = || format!("{method} {}{target}", place.origin);
        let request = request.body(form.unwrap_or_default())?;
        let mut response = self.agent.run(request).with_context(what)?;
        let body = response.body_mut().read_to_vec().with_context(what)?;
        for line in response.headers().get_all(header::SET_COOKIE) {
            self.keep(place.host(), line.to_str()?);
        }
        Ok(Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            text: String::from_utf8_lossy(&body).into_owned(),
        })
    }

    fn cookies_for(&self, host: &str) -> String {
        let is_meant = |cookie: &&Cookie| {
            let below = host
                .strip_suffix(&*cookie.host)
                .is_some_and(|rest| rest.ends_with('.'));
            cookie.host == host || cookie.with_subdomains && below
        };
        let pairs = self.cookies.iter().filter(is_meant);
        let pairs: Vec<_> = pairs
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect();
        pairs.join("; ")
    }

    fn keep(&mut self, host: &str, line: &str) {
        let mut parts = line.split(';').map(str::trim);
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else {
            return;
        };
        let attributes: Vec<_> = parts.collect();
        let domain = attributes
            .iter()
            .find_map(|attribute| attribute.strip_prefix("Domain="));
        let cookie = Cookie {
            name: name.to_owned(),
            value: value.to_owned(),
            host: domain.unwrap_or(host).to_owned(),
            with_subdomains: domain.is_some(),
        };
        self.cookies
            .retain(|other| other.name != cookie.name || other.host != cookie.host);
        if !attributes.contains(&"Max-Age=0") {
            self.cookies.push(cookie);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_goes_where_it_is_meant_to() {
        let mut visitor = Visitor::default();
        visitor.keep("auth.cfmall.localhost", "__Host-a=1; Path=/; Secure");
        visitor.keep("auth.cfmall.localhost", "b=2; Domain=cfmall.localhost; Path=/");
        assert_eq!(visitor.cookies_for("auth.cfmall.localhost"), "__Host-a=1; b=2");
        assert_eq!(visitor.cookies_for("cfmall.localhost"), "b=2");
        assert_eq!(visitor.cookies_for("evilcfmall.localhost"), "");
        visitor.keep("cfmall.localhost", "b=; Domain=cfmall.localhost; Max-Age=0");
        assert_eq!(visitor.cookies_for("cfmall.localhost"), "");
    }
}
