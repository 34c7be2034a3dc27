//! Pages and endpoints of a system.

use std::str::FromStr;

use anyhow::{Context, bail};
use http::Method;
use serde::Deserialize;

use crate::{
    client::{Outgoing, csrf},
    deployment::Service,
};

/// The pages and endpoints of a system, by who may see them.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pages {
    /// Pages that are served to everybody.
    pub public: Vec<Target>,
    /// Pages that are served to members only.
    pub private: Vec<Target>,
    /// The path of the login page.
    pub login: Option<String>,
    /// Pages that are served without the database.
    pub steadfast: Vec<Target>,
    /// All endpoints that need a member.
    pub protected: Vec<Target>,
    /// All endpoints that need no member, as the control program's `routes` names them: `GET /p/{sku}`. An endpoint in
    /// neither list was forgotten, and fails a case.
    pub open: Vec<String>,
}

/// One request, written `auth POST /path field=value`; service and method may be missing, and the method is `GET` then.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Target {
    /// The service that answers; `None` is every copy.
    pub service: Option<Service>,
    /// The HTTP method.
    pub method: Method,
    /// The path with its query.
    pub path: String,
    /// The body, a form; `{csrf}` in it is filled in.
    pub body: String,
}

impl Target {
    /// The request with this `Accept` header.
    pub fn outgoing(&self, accept: &str) -> Outgoing {
        let outgoing = Outgoing::new(self.method.clone(), self.path.clone()).with("accept", accept);
        if self.method.is_safe() {
            return outgoing;
        }
        let mut outgoing = outgoing.with("content-type", "application/x-www-form-urlencoded");
        outgoing.body = self.body.replace("{csrf}", csrf::PLACEHOLDER).into();
        outgoing
    }
}

impl FromStr for Target {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let mut words = text.split(' ').peekable();
        let service = match words.next() {
            Some("any") => None,
            Some("auth") => Some(Service::Auth),
            Some("mall") => Some(Service::Mall),
            _ => bail!("{text:?} does not begin with any, auth or mall"),
        };
        let method = match words.peek() {
            Some(word) if !word.starts_with('/') => words.next().unwrap_or_default().parse()?,
            _ => Method::GET,
        };
        let path = words.next().with_context(|| format!("{text:?} has no path"))?;
        Ok(Self {
            service,
            method,
            path: path.to_owned(),
            body: words.collect::<Vec<_>>().join(" "),
        })
    }
}

impl TryFrom<String> for Target {
    type Error = anyhow::Error;

    fn try_from(text: String) -> anyhow::Result<Self> {
        text.parse()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_one_line() {
        let target: Target = "auth POST /api/x a=1&b=2".parse().unwrap();
        assert_eq!(
            (target.method.as_str(), target.body.as_str()),
            ("POST", "a=1&b=2")
        );
        let page: Target = "any /livez".parse().unwrap();
        assert_eq!((page.service, page.path.as_str()), (None, "/livez"));
        assert!("/livez".parse::<Target>().is_err());
    }
}
