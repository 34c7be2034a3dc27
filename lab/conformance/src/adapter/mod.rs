//! The adapter: how to speak with a system, read from a TOML file, so that the suite can judge any system.

pub mod op;
pub mod operation;
pub mod pages;
pub mod policy;
pub mod whoami;

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context, ensure};
use serde::Deserialize;

pub use op::Op;
pub use operation::{At, Operation};
pub use pages::{Pages, Target};
pub use policy::{CsrfRow, Policy, Promise};
pub use whoami::{Who, Whoami};

/// The built-in description of cfmall, and the example to copy.
const CFMALL: &str = include_str!("../../adapters/cfmall.toml");

/// The description of a system: everything the suite knows of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adapter {
    /// The system's name.
    pub name: String,
    /// The names of the session cookie.
    #[serde(default)]
    pub cookie: CookieNames,
    /// The users who can log in; at least two.
    pub users: Vec<User>,
    /// The request that asks who is logged in, and what its answers mean.
    pub whoami: Whoami,
    /// The requests of all other operations.
    pub operations: BTreeMap<Op, Operation>,
    /// The pages and endpoints, by who may see them.
    #[serde(default)]
    pub pages: Pages,
    /// The promises that the cases hold the system to.
    #[serde(default)]
    pub policy: Policy,
    /// The table of unsafe requests that pass, by where they say they come from.
    #[serde(default)]
    pub csrf: Vec<CsrfRow>,
    /// Optional parts that no operation and no promise speaks of: `key-rotation` (ids or cookies are hashed or signed
    /// with a key, and the key can be replaced).
    #[serde(default)]
    pub features: Vec<String>,
    /// The statements for the database.
    #[serde(default)]
    pub database: Questions,
}

/// The names that the session cookie may have.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CookieNames {
    /// The names; if there are none, it is the first `HttpOnly` cookie that a login sets.
    #[serde(default)]
    pub names: Vec<String>,
}

/// A user who can log in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// The account as it is typed into the login form.
    pub account: String,
    /// The password.
    pub password: String,
    /// The name that `whoami` gives for this user; learned from the first login if it is missing.
    pub shows: Option<String>,
}

/// Statements for the database; all of them only read.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Questions {
    /// The schemas with the sessions.
    #[serde(default)]
    pub schemas: Vec<String>,
    /// The statement for the number of sessions.
    pub count: Option<String>,
    /// The statement for key and version of every row of sessions.
    pub versions: Option<String>,
    /// The statement for the number of the newest event.
    pub last_event: Option<String>,
    /// The statement for kind, detail, session, member and address of the events after the number `$1`.
    pub events: Option<String>,
    /// A statement that the database login of the mall, which must not begin sessions, may run.
    pub allowed_to_mall: Option<String>,
    /// Statements that the database login of the mall may not run.
    pub denied_to_mall: Vec<String>,
}

impl Adapter {
    /// The built-in adapter for cfmall, with these `promises` in place of its own.
    pub fn cfmall(promises: &[String]) -> anyhow::Result<Self> {
        Self::parse(CFMALL, promises)
    }

    /// Reads an adapter from a file.
    pub fn read(path: &Path, promises: &[String]) -> anyhow::Result<Self> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&text, promises).with_context(|| format!("{} is no adapter", path.display()))
    }

    /// Reads an adapter from TOML. Each of `promises` is a line of `[policy]` that holds instead of the one there.
    pub fn parse(text: &str, promises: &[String]) -> anyhow::Result<Self> {
        // First as it is: an error then names its line.
        let mut adapter: Self = toml::from_str(text)?;
        if !promises.is_empty() {
            adapter.policy = policy_with(text, promises)?;
        }
        ensure!(adapter.users.len() >= 2, "an adapter needs two users or more");
        ensure!(
            adapter.operations.contains_key(&Op::Login),
            "without the operation login there is nothing to see"
        );
        Ok(adapter)
    }

    /// Leaves out what is at this path and below: operations, pages and endpoints that a deployment's build does not have. Cases that need them
    /// are skipped.
    ///
    /// # Errors
    /// If the adapter names nothing there.
    pub fn leave_out(&mut self, path: &str) -> anyhow::Result<()> {
        let is_left_out = |target: &str| {
            let target = target.split('?').next().unwrap_or_default();
            let below = target.strip_prefix(path.trim_end_matches('/'));
            below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let of_request = |request: &str| request.split(' ').nth(1).is_some_and(is_left_out);
        let count = |adapter: &Self| {
            let pages = &adapter.pages;
            let lists = [&pages.public, &pages.private, &pages.steadfast, &pages.protected];
            adapter.operations.len() + lists.map(Vec::len).iter().sum::<usize>() + pages.open.len()
        };
        let before = count(self);
        self.operations
            .retain(|_, operation| !of_request(&operation.request));
        let pages = &mut self.pages;
        for list in [
            &mut pages.public,
            &mut pages.private,
            &mut pages.steadfast,
            &mut pages.protected,
        ] {
            list.retain(|target| !is_left_out(&target.path));
        }
        pages.open.retain(|request| !of_request(request));
        ensure!(count(self) < before, "the adapter names nothing at {path}");
        Ok(())
    }

    /// The operation `op`, if the system has it.
    pub fn operation(&self, op: Op) -> Option<&Operation> {
        self.operations.get(&op)
    }

    /// Whether the system has the optional part `feature`.
    pub fn has(&self, feature: &str) -> bool {
        self.features.iter().any(|known| known == feature)
    }
}

fn policy_with(text: &str, promises: &[String]) -> anyhow::Result<Policy> {
    let adapter: toml::Table = toml::from_str(text)?;
    let policy = adapter.get("policy").and_then(toml::Value::as_table);
    let mut policy = policy.cloned().unwrap_or_default();
    for promise in promises {
        let line: toml::Table =
            toml::from_str(promise).with_context(|| format!("{promise:?} is no line of [policy]"))?;
        policy.extend(line);
    }
    Ok(policy.try_into()?)
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// The operations that cfmall does not have; examples of these are at the end of its adapter.
    const ABSENT: [Op; 5] = [
        Op::CsrfToken,
        Op::Socket,
        Op::BeginHandOff,
        Op::HandOff,
        Op::Redeem,
    ];

    #[test]
    fn the_built_in_adapter_knows_every_operation() {
        let adapter = Adapter::cfmall(&[]).unwrap();
        for op in Op::ALL {
            assert_eq!(adapter.operation(op).is_some(), !ABSENT.contains(&op), "{op}");
        }
        assert_eq!(adapter.policy.limit, Some(10));
        assert!(adapter.csrf.iter().any(|row| row.passes) && adapter.csrf.iter().any(|row| !row.passes));
    }

    #[test]
    fn what_a_build_does_not_have_is_left_out() {
        let mut adapter = Adapter::cfmall(&[]).unwrap();
        let protected = adapter.pages.protected.len();
        adapter.leave_out("/api/session/probe").unwrap();
        for op in [Op::Get, Op::Set, Op::Hold, Op::Stream, Op::Sensitive] {
            assert!(adapter.operation(op).is_none(), "{op}");
        }
        assert!(adapter.operation(Op::List).is_some());
        assert_eq!(adapter.pages.protected.len(), protected - 5);
        for nothing in ["/api/session/probe", "/api/session/vie", "/nowhere"] {
            assert!(adapter.leave_out(nothing).is_err(), "{nothing}");
        }
        adapter.leave_out("/search").unwrap();
        assert!(
            adapter
                .pages
                .public
                .iter()
                .all(|page| !page.path.starts_with("/search"))
        );
    }

    #[test]
    fn the_examples_of_what_it_does_not_have_are_right() {
        // A line of an example has no space behind its #.
        let uncommented = |line: &str| match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with(' ') => rest.to_owned(),
            _ => line.to_owned(),
        };
        let text: Vec<_> = CFMALL.lines().map(uncommented).collect();
        let promises = ["socket_closes = 5.0", "hand_off_lives = 60"];
        assert!(promises.iter().all(|promise| CFMALL.contains(promise)));
        let adapter = Adapter::parse(&text.join("\n"), &promises.map(str::to_owned)).unwrap();
        assert!(ABSENT.iter().all(|op| adapter.operation(*op).is_some()));
        assert_eq!(adapter.policy.hand_off_lives, Some(60));
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
            &["limit = 3".to_owned()],
        )
        .unwrap();
        assert!(adapter.operation(Op::List).is_none());
        assert_eq!((adapter.policy.limit, adapter.policy.idle), (Some(3), None));
    }

    #[test]
    fn mistakes_are_named() {
        let text = CFMALL.replace("[operations.logout]", "[operations.logoff]");
        let error = Adapter::parse(&text, &[]).unwrap_err().to_string();
        assert!(error.contains("logoff"), "{error}");
        assert!(Adapter::parse(&CFMALL.replace("who = ", "whom = "), &[]).is_err());
        let of = |promise: &str| Adapter::cfmall(&[promise.to_owned()]);
        assert_eq!(of("clean_up=7").unwrap().policy.clean_up, Some(7));
        for wrong in ["clean_up", "clean-up=7", "clean_up=often"] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
    }
}
