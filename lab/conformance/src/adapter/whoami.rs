//! The question who is logged in, and how a system answers it.

use std::{collections::BTreeMap, fmt};

use serde::Deserialize;
use serde_json::Value;

use crate::client::Answer;

/// The request that asks who is logged in, and what its answers mean.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Whoami {
    /// The method and the path of the request.
    pub request: String,
    /// The answer for a member.
    pub member: Pattern,
    /// The answer for a guest.
    pub guest: Pattern,
    /// The answer when the system cannot say.
    pub unavailable: Option<Pattern>,
    /// The JSON pointer to the member's name in the answer for a member.
    pub who: String,
}

/// The pattern that an answer fits.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// The HTTP status code.
    pub status: u16,
    /// The values that the body must have, by JSON pointer.
    #[serde(default, rename = "where")]
    pub holds: BTreeMap<String, Value>,
}

/// Who is logged in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// The member of this name.
    Member(String),
    /// A guest: nobody is logged in.
    Guest,
    /// The system says that it cannot say.
    Unavailable,
    /// An answer that fits no pattern, with its status.
    Unclear(u16),
}

impl Whoami {
    /// The meaning of an answer.
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
    /// Whether a member is logged in.
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
