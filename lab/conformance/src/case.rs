//! A case: what is done, what must come out, where the demand comes from and what it needs. All of it data.

use futures::future::BoxFuture;

use crate::{
    adapter::{Op, Promise},
    deployment::World,
    verdict::Check,
};

/// A demand on a system, and the test of it.
pub struct Case {
    /// The id: `A01`, where the letter is the group.
    pub id: &'static str,
    /// The title: what the case does.
    pub title: &'static str,
    /// The demand in one sentence: what must hold.
    pub expects: &'static str,
    /// The sources: standards that demand it, or systems in which it went wrong before.
    pub sources: &'static [&'static str],
    /// The needs without which the case is skipped.
    pub needs: &'static [Need],
    /// The test itself.
    pub run: fn(World) -> BoxFuture<'static, Check>,
}

/// What a case needs besides HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// An operation of the adapter.
    Op(Op),
    /// A verb of the control program.
    Verb(&'static str),
    /// This many copies, of whatever service.
    Copies(usize),
    /// A read-only look at the database, and the adapter's question of this name.
    Database(&'static str),
    /// A line of the adapter's `[policy]`.
    Promise(Promise),
    /// An optional part the adapter declares.
    Feature(&'static str),
}

impl Need {
    /// The text for this need in the list of cases.
    pub fn label(self) -> String {
        match self {
            Self::Op(op) => op.name().to_owned(),
            Self::Verb(verb) => format!("control {verb}"),
            Self::Copies(count) => format!("{count} copies"),
            Self::Database(question) => format!("database ({question})"),
            Self::Promise(promise) => format!("policy {}", promise.name()),
            Self::Feature(feature) => format!("feature {feature}"),
        }
    }

    /// The reason why this need is not met; `None` if it is.
    pub fn lacking(self, world: &World) -> Option<String> {
        let adapter = world.adapter();
        match self {
            Self::Op(op) => adapter
                .operation(op)
                .is_none()
                .then(|| format!("{} has no operation {op}", adapter.name)),
            Self::Verb(verb) => match &world.deployment.control {
                None => Some(format!("there is no --control to ask for {verb}")),
                Some(control) if control.knows(verb) => None,
                Some(_) => Some(format!("the control program does not know {verb}")),
            },
            Self::Copies(count) => {
                let there = world.everywhere().len();
                (there < count).then(|| {
                    let copies = if there == 1 { "copy" } else { "copies" };
                    format!("needs {count} copies, there is {there} {copies}").replace("is 2", "are 2")
                })
            }
            Self::Database(_) if world.deployment.database.is_none() => {
                Some("there is no --database to look at".to_owned())
            }
            Self::Database(question) => {
                let asked = &adapter.database;
                let known = match question {
                    "schemas" => !asked.schemas.is_empty(),
                    "count" => asked.count.is_some(),
                    "versions" => asked.versions.is_some(),
                    "events" => asked.events.is_some() && asked.last_event.is_some(),
                    _ => true,
                };
                (!known).then(|| format!("{} has no database question {question}", adapter.name))
            }
            Self::Promise(promise) => (!promise.is_in(&adapter.policy))
                .then(|| format!("{} promises no {}", adapter.name, promise.name())),
            Self::Feature(feature) => {
                (!adapter.has(feature)).then(|| format!("{} has no {feature}", adapter.name))
            }
        }
    }
}

impl Case {
    /// Whether the case compares times, which the load of another suite would distort.
    pub fn measures_time(&self) -> bool {
        matches!(self.id, "D11" | "G07")
    }

    /// Whether `pattern` (`A05`, `B*`, `*`) names this case.
    pub fn is_named_by(&self, pattern: &str) -> bool {
        match pattern.strip_suffix('*') {
            Some(beginning) => self.id.starts_with(&beginning.to_ascii_uppercase()),
            None => self.id.eq_ignore_ascii_case(pattern),
        }
    }
}
