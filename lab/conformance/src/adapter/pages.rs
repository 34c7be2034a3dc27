//! Pages and endpoints of a system.

use std::str::FromStr;

use anyhow::{Context, bail};
use http::Method;
use serde::Deserialize;

use crate::{
    client::{Outgoing, csrf},
    deployment::Service,
};

/// What is where.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pages {
    /// Served to everybody.
    pub public: Vec<Target>,
    /// Served to members.
    pub private: Vec<Target>,
    /// The path of the login page.
    pub login: Option<String>,
    /// Need no database.
    pub steadfast: Vec<Target>,
    /// Everything that needs a member.
    pub protected: Vec<Target>,
    /// Everything that does not: `GET /p/{sku}`, as the control program's `routes` names it. What is in neither list has
    /// been forgotten by somebody.
    pub open: Vec<String>,
}

/// `auth POST /path field=value`; the method is `GET` if there is none.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Target {
    /// Who answers it; `None` is every copy.
    pub service: Option<Service>,
    /// The method.
    pub method: Method,
    /// Path and query.
    pub path: String,
    /// The form; `{csrf}` in it is filled in.
    pub body: String,
}

impl Target {
    /// The request for it.
    pub fn outgoing(&self, accept: &str) -> Outgoing {
        let outgoing = Outgoing::new(self.method.clone(), self.path.clone()).with("accept", accept);
        if self.method.is_safe() {
            return outgoing;
        }
        let mut outgoing = outgoing.with("content-type", "application/x-www-form-urlencoded");
        outgoing.body = self.body.replace("{csrf}", csrf::PLACE).into();
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
