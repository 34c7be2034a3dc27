//! The topologies the mall can be deployed in, as one table.
//!
//! The same programs in every row; only what is in the row differs. The ids are those of the documents, the tests
//! and the lab.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::hostnames::Hostnames;
pub use crate::hostnames::{AUTH_HOST, MALL_HOST};

/// What belongs to auth when both services share one origin.
pub const AUTH_PATHS: [&str; 6] = [
    "/login",
    "/register",
    "/mailbox",
    "/account",
    "/admin",
    "/api/auth",
];

/// A way to deploy the mall.
pub struct Topology {
    /// Its name, such as `T7`.
    pub id: &'static str,
    /// Which programs run.
    pub layout: Layout,
    /// How a browser tells the services apart.
    pub hosts: Hosts,
    /// Where the session cookie goes.
    pub scope: Scope,
    /// `SESSION_STORE`.
    pub store: &'static str,
    /// How the gateway chooses a copy.
    pub balance: &'static str,
    /// Copies of each service, unless told otherwise.
    pub copies: u16,
    /// What a visitor who logs in will see.
    pub outcome: Outcome,
}

/// Which programs run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// One monolith, nothing before it.
    Monolith,
    /// Copies of the monolith behind the gateway.
    Copies,
    /// auth and mall behind the gateway.
    Split,
}

/// How a browser tells the services apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hosts {
    /// It does not: one origin for everything.
    One,
    /// By host name.
    Two,
    /// By port, under one host name.
    Ports,
    /// By path, under one origin.
    Paths,
}

/// Where the session cookie goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// To the host that set it.
    Host,
    /// To the parent domain of both services.
    Parent,
}

/// What a visitor who logs in will see, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Works, for this reason.
    Works(&'static str),
    /// Works, but not for good.
    Until(&'static str),
    /// Fails, for this reason.
    Fails(&'static str),
}

use Hosts::{One, Paths, Ports, Two};
use Layout::{Copies, Monolith, Split};
use Outcome::{Fails, Until, Works};
use Scope::{Host, Parent};

/// All topologies, in the order of the lesson.
#[rustfmt::skip]
pub static TABLE: [Topology; 11] = [
    Topology { id: "T0", layout: Monolith, hosts: One, scope: Host, store: "memory", balance: "round-robin", copies: 1,
        outcome: Until("a restart: the sessions live in the process and go with it") },
    Topology { id: "T1", layout: Monolith, hosts: One, scope: Host, store: "postgres", balance: "round-robin", copies: 1,
        outcome: Works("the single-app starting point") },
    Topology { id: "T2a", layout: Split, hosts: Two, scope: Host, store: "memory", balance: "round-robin", copies: 1,
        outcome: Fails("the lesson's first failure: the cookie of auth.cfmall.localhost is never sent to cfmall.localhost") },
    Topology { id: "T2b", layout: Split, hosts: Ports, scope: Host, store: "memory", balance: "round-robin", copies: 1,
        outcome: Fails("cookies ignore ports: the cookie arrives, is unknown there, and each service destroys the other's") },
    Topology { id: "T2c", layout: Split, hosts: Two, scope: Host, store: "postgres", balance: "round-robin", copies: 1,
        outcome: Fails("a shared session table alone does not help: the cookie still never arrives") },
    Topology { id: "T3", layout: Split, hosts: Two, scope: Parent, store: "memory", balance: "round-robin", copies: 1,
        outcome: Fails("the lesson's third failure: the cookie arrives, but the mall has never heard of the session") },
    Topology { id: "T4", layout: Copies, hosts: One, scope: Host, store: "memory", balance: "round-robin", copies: 2,
        outcome: Fails("the lesson's second failure: the copies are not in sync; whichever does not know the session takes the cookie away") },
    Topology { id: "T5", layout: Copies, hosts: One, scope: Host, store: "memory", balance: "sticky", copies: 2,
        outcome: Until("a copy dies or is added: its visitors are logged out") },
    Topology { id: "T6", layout: Split, hosts: Two, scope: Parent, store: "cookie", balance: "round-robin", copies: 2,
        outcome: Until("something must be revoked: the session is in the browser, nobody can end it, and it has 4 KB") },
    Topology { id: "T7", layout: Split, hosts: Two, scope: Parent, store: "postgres", balance: "round-robin", copies: 2,
        outcome: Works("the fix: a cookie on the parent domain and a shared session table") },
    Topology { id: "T8", layout: Split, hosts: Paths, scope: Host, store: "postgres", balance: "round-robin", copies: 2,
        outcome: Works("one origin, routed by path: the safest, for the cookie can be __Host-") },
];

/// The row with this id.
pub fn find(id: &str) -> Result<&'static Topology> {
    let known = TABLE.iter().map(|row| row.id).collect::<Vec<_>>().join(", ");
    let found = TABLE.iter().find(|row| row.id.eq_ignore_ascii_case(id));
    found.with_context(|| format!("there is no topology {id}; there are {known}"))
}

impl Topology {
    /// Whether the programs must be told that this is an experiment, because they refuse to start like this.
    pub fn is_experiment(&self) -> bool {
        !matches!(self.outcome, Works(_))
    }

    /// Where the two services are for a browser, under the usual names: mall, auth.
    pub fn origins(&self, port: u16) -> [String; 2] {
        Hostnames::default().origins(self, port)
    }

    /// The ports that browsers use.
    pub fn public_ports(&self, port: u16) -> Vec<u16> {
        if self.hosts == Ports {
            vec![port, port + 1]
        } else {
            vec![port]
        }
    }

    /// The session cookie's name: `__Host-` (RFC 6265bis §4.1.3.2) forbids a Domain attribute.
    pub const fn cookie_name(&self) -> &'static str {
        match self.scope {
            Parent => "__Secure-cfmall",
            Host => "__Host-cfmall",
        }
    }

    /// The name of its database, unless another one is asked for.
    pub fn database(&self, port: u16) -> String {
        format!("cfmall_{}_{port}", self.id.to_lowercase())
    }

    fn to_json(&self, port: u16) -> Value {
        let [mall, auth] = self.origins(port);
        let services: BTreeMap<_, _> = self.services(None, None).into_iter().collect();
        json!({
            "topology": self.id,
            "mall": mall,
            "auth": auth,
            "database": self.database(port),
            "store": self.store,
            "copies": services,
            "cookie": { "name": self.cookie_name(), "domain": Hostnames::default().cookie_domain(self) },
        })
    }

    /// The services with the number of their copies.
    pub fn services(&self, auth: Option<u16>, mall: Option<u16>) -> Vec<(&'static str, u16)> {
        let copies = |wanted: Option<u16>| wanted.unwrap_or(self.copies).max(1);
        match self.layout {
            Monolith => vec![("monolith", 1)],
            Copies => vec![("monolith", copies(mall))],
            Split => vec![("auth", copies(auth)), ("mall", copies(mall))],
        }
    }
}

/// All topologies at one public port, or one of them, as JSON for programs that are not ours.
pub fn describe(only: Option<&str>, port: u16) -> Result<Value> {
    let rows = match only {
        Some(id) => vec![find(id)?],
        None => TABLE.iter().collect(),
    };
    let rows = rows.into_iter().map(|row| (row.id.to_owned(), row.to_json(port)));
    Ok(Value::Object(rows.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_the_lesson_says() {
        for row in &TABLE {
            let fixed = row.store == "postgres" && (row.scope == Parent || row.hosts != Two);
            assert_eq!(
                matches!(row.outcome, Works(_)),
                fixed,
                "{}: only both halves together work",
                row.id
            );
            assert!(
                row.scope == Host || row.hosts == Two,
                "{}: one host needs no parent domain",
                row.id
            );
        }
    }

    #[test]
    fn rows_are_found_by_their_id() {
        assert!(find("t2A").is_ok_and(|row| row.id == "T2a"));
        assert!(find("T9").is_err_and(|error| error.to_string().contains("T8")));
    }

    #[test]
    fn every_layout_has_its_origins_and_services() {
        let row = |id| TABLE.iter().find(|row| row.id == id);
        assert!(row("T7").is_some_and(|row| row.origins(3000)
            == [
                "http://cfmall.localhost:3000",
                "http://auth.cfmall.localhost:3000"
            ]));
        assert!(row("T2b").is_some_and(|row| row.origins(3000)[1] == "http://cfmall.localhost:3001"));
        assert!(row("T8").is_some_and(|row| row.origins(3000)[0] == row.origins(3000)[1]));
        assert!(row("T4").is_some_and(|row| row.services(None, Some(3)) == [("monolith", 3)]));
        assert!(row("T1").is_some_and(|row| row.services(Some(5), Some(5)) == [("monolith", 1)]));
        assert!(row("T3").is_some_and(|row| row.services(None, Some(2)) == [("auth", 1), ("mall", 2)]));
    }

    #[test]
    fn a_description_says_what_the_table_says() {
        let all = describe(None, 3170).unwrap_or_default();
        assert_eq!(all.as_object().map(serde_json::Map::len), Some(TABLE.len()));
        let t7 = &all["T7"];
        assert_eq!(t7["auth"], "http://auth.cfmall.localhost:3170");
        assert_eq!(
            t7["cookie"],
            json!({"name": "__Secure-cfmall", "domain": MALL_HOST})
        );
        assert_eq!(
            (&t7["copies"]["mall"], &t7["database"]),
            (&json!(2), &json!("cfmall_t7_3170"))
        );
        assert!(all["T1"]["cookie"]["domain"].is_null());
        assert!(describe(Some("T9"), 3000).is_err());
    }
}
