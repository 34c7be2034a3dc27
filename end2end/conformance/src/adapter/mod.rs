//! How to speak with a system: read from a TOML file, so that the suite can judge systems it has never heard of.

pub mod operation;
pub mod pages;
pub mod policy;
pub mod whoami;

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context, ensure};
use serde::Deserialize;

pub use operation::{Op, Operation};
pub use pages::{Pages, Target};
pub use policy::{CsrfRow, Policy};
pub use whoami::{Who, Whoami};

/// The built-in description of cfmall, and the example to copy.
const CFMALL: &str = include_str!("../../adapters/cfmall.toml");

/// Everything that is known of a system.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adapter {
    /// The system's name.
    pub name: String,
    /// Its session cookie.
    #[serde(default)]
    pub cookie: CookieNames,
    /// Who can log in; at least two.
    pub users: Vec<User>,
    /// How to ask who is logged in.
    pub whoami: Whoami,
    /// What else can be done.
    pub operations: BTreeMap<Op, Operation>,
    /// Pages and endpoints.
    #[serde(default)]
    pub pages: Pages,
    /// What the system promises.
    #[serde(default)]
    pub policy: Policy,
    /// Which unsafe requests pass, by where they say they come from.
    #[serde(default)]
    pub csrf: Vec<CsrfRow>,
    /// Optional parts: `websocket`, `hand-off`, `renewal`, `key-rotation`, `csrf-token`.
    #[serde(default)]
    pub features: Vec<String>,
    /// Questions to the database.
    #[serde(default)]
    pub database: Questions,
}

/// What the session cookie may be called.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CookieNames {
    /// Empty: the first `HttpOnly` cookie a login sets.
    #[serde(default)]
    pub names: Vec<String>,
}

/// Somebody who can log in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// What is typed.
    pub account: String,
    /// What is typed below.
    pub password: String,
    /// What `whoami` says of them; learned from the first login if it is missing.
    pub shows: Option<String>,
}

/// Statements that only read.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Questions {
    /// The schema with the sessions.
    pub schema: Option<String>,
    /// How many sessions there are: one number.
    pub count: Option<String>,
    /// Key and version of every row of sessions.
    pub versions: Option<String>,
    /// The newest event's number.
    pub last_event: Option<String>,
    /// Kind, detail, session, member and address of the events since `$1`.
    pub events: Option<String>,
    /// What the login of a service that must not begin sessions may do.
    pub allowed_to_mall: Option<String>,
    /// What it may not.
    pub denied_to_mall: Vec<String>,
}

impl Adapter {
    /// The one for cfmall.
    ///
    /// # Panics
    /// Never: a test reads it.
    pub fn cfmall() -> Self {
        Self::parse(CFMALL).expect("the built-in adapter is tested")
    }

    /// Reads a file.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&text).with_context(|| format!("{} is no adapter", path.display()))
    }

    /// Reads a text.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let adapter: Self = toml::from_str(text)?;
        ensure!(adapter.users.len() >= 2, "an adapter needs two users or more");
        ensure!(
            adapter.operations.contains_key(&Op::Login),
            "without the operation login there is nothing to see"
        );
        Ok(adapter)
    }

    /// The operation, if the system has it.
    pub fn operation(&self, op: Op) -> Option<&Operation> {
        self.operations.get(&op)
    }

    /// Whether the system has this optional part.
    pub fn has(&self, feature: &str) -> bool {
        self.features.iter().any(|known| known == feature)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_adapter_knows_every_operation() {
        let adapter = Adapter::cfmall();
        for op in Op::ALL {
            assert!(adapter.operation(op).is_some(), "{op}");
        }
        assert_eq!(adapter.policy.limit, Some(10));
        assert!(adapter.csrf.iter().any(|row| row.passes) && adapter.csrf.iter().any(|row| !row.passes));
    }

    #[test]
    fn a_small_system_is_described_in_a_few_lines() {
        let adapter = Adapter::parse(
            r#"
            name = "tiny"
            users = [{ account = "a", password = "x" }, { account = "b", password = "x" }]
            [whoami]
            request = "GET /me"
            member = { status = 200 }
            guest = { status = 401 }
            who = "/name"
            [operations.login]
            request = "POST /login"
            as = "json"
            fields = { user = "{account}", password = "{password}" }
            "#,
        )
        .unwrap();
        assert!(adapter.operation(Op::List).is_none());
        assert_eq!(adapter.policy.limit, None);
    }

    #[test]
    fn mistakes_are_named() {
        let text = CFMALL.replace("[operations.logout]", "[operations.logoff]");
        let error = Adapter::parse(&text).unwrap_err().to_string();
        assert!(error.contains("logoff"), "{error}");
        assert!(Adapter::parse(&CFMALL.replace("who = ", "whom = ")).is_err());
    }
}
