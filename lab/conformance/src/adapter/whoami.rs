//! How a system says who is logged in.

use std::{collections::BTreeMap, fmt};

use serde::Deserialize;
use serde_json::Value;

use crate::client::Answer;

/// The question, and what the answers mean.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Whoami {
    /// Method and path.
    pub request: String,
    /// Somebody is logged in.
    pub member: Pattern,
    /// Nobody is.
    pub guest: Pattern,
    /// It cannot be said.
    pub unavailable: Option<Pattern>,
    /// JSON pointer to who it is.
    pub who: String,
}

/// What an answer looks like.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// The status code.
    pub status: u16,
    /// Values by JSON pointer.
    #[serde(default, rename = "where")]
    pub holds: BTreeMap<String, Value>,
}

/// Who is logged in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// This one.
    Member(String),
    /// Nobody.
    Guest,
    /// The system says that it cannot say.
    Unavailable,
    /// Something else: a status.
    Unclear(u16),
}

impl Whoami {
    /// Reads an answer.
    pub fn read(&self, answer: &Answer) -> Who {
        let json = answer.json();
        let fits = |pattern: &Pattern| {
            pattern.status == answer.status
                && pattern
                    .holds
                    .iter()
                    .all(|(pointer, value)| json.pointer(pointer) == Some(value))
        };
        if fits(&self.member) {
            let who = match json.pointer(&self.who) {
                Some(Value::String(who)) => who.clone(),
                Some(who) => who.to_string(),
                None => return Who::Unclear(answer.status),
            };
            Who::Member(who)
        } else if fits(&self.guest) {
            Who::Guest
        } else if self.unavailable.as_ref().is_some_and(fits) {
            Who::Unavailable
        } else {
            Who::Unclear(answer.status)
        }
    }
}

impl Who {
    /// Whether anybody is logged in.
    pub fn is_member(&self) -> bool {
        matches!(self, Self::Member(_))
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member(who) => write!(f, "member {who}"),
            Self::Guest => f.write_str("guest"),
            Self::Unavailable => f.write_str("unavailable"),
            Self::Unclear(status) => write!(f, "status {status}"),
        }
    }
}
