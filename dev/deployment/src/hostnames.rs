//! The host names of a deployment. All follow from one, so that several deployments fit into one browser without sharing a cookie.

use crate::topology::{Hosts, Scope, Topology};

/// The name of the mall for local use, where nothing else is said.
pub const MALL_HOST: &str = "cfmall.localhost";
/// The name of the auth service for local use, where it has one of its own.
pub const AUTH_HOST: &str = "auth.cfmall.localhost";

/// The host names of one deployment: the mall's, which is also the parent domain of both services, auth's below it, and that of the demo
/// provider of payments beside them, where no cookie of theirs comes along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hostnames {
    /// The host name of the mall: `cfmall.localhost`.
    pub mall: String,
    /// The host name of auth, where it has one of its own: `auth.cfmall.localhost`.
    pub auth: String,
    /// The host name of the demo provider of payments, which the copies of the mall serve: `pay-cfmall.localhost`.
    pub pay: String,
}

impl Default for Hostnames {
    fn default() -> Self {
        Self::below(MALL_HOST)
    }
}

impl Hostnames {
    /// The names of a deployment whose mall has this one.
    pub fn below(mall: &str) -> Self {
        Self {
            mall: mall.to_owned(),
            auth: format!("auth.{mall}"),
            pay: format!("pay-{mall}"),
        }
    }

    /// Where the two services of a topology are for a browser: mall, auth.
    pub fn origins(&self, topology: &Topology, port: u16) -> [String; 2] {
        let auth = match topology.hosts {
            Hosts::One | Hosts::Paths => format!("http://{}:{port}", self.mall),
            Hosts::Two => format!("http://{}:{port}", self.auth),
            Hosts::Ports => format!("http://{}:{}", self.mall, port + 1),
        };
        [format!("http://{}:{port}", self.mall), auth]
    }

    /// `SESSION_COOKIE_DOMAIN` of a topology; `None` is a cookie of one host only.
    pub fn cookie_domain(&self, topology: &Topology) -> Option<&str> {
        (topology.scope == Scope::Parent).then_some(self.mall.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_names_are_those_of_the_documents() {
        let usual = Hostnames::default();
        assert_eq!([usual.mall.as_str(), usual.auth.as_str()], [MALL_HOST, AUTH_HOST]);
    }
}
