//! Landmarks: what on a page tells a member from a guest.

use std::fmt;

use regex_lite::Regex;
use serde_json::Value;

use super::visible::{data, visible};
use crate::http::Reply;

/// What tells a member, or a guest.
#[derive(Clone, Debug)]
pub enum Landmark {
    /// A text on the page.
    Text(String),
    /// A pattern; its first group, if it has one, is the name.
    Pattern(Regex),
    /// A JSON pointer (RFC 6901) to what is neither absent nor null, false, empty or zero.
    Pointer(String),
    /// A status.
    Status(u16),
}

impl Landmark {
    /// What the landmark stands at in an answer: the name, if it is one.
    pub fn find(&self, reply: &Reply) -> Option<String> {
        match self {
            Self::Text(wanted) => shows(&reply.body, wanted).then(|| wanted.clone()),
            Self::Pattern(pattern) => {
                let found = pattern.captures(&reply.body)?;
                let name = found.get(1).or_else(|| found.get(0))?;
                Some(name.as_str().trim().to_owned())
            }
            Self::Pointer(pointer) => {
                let json: Value = serde_json::from_str(&reply.body).ok()?;
                match json.pointer(pointer)? {
                    Value::String(name) if !name.is_empty() => Some(name.clone()),
                    Value::Null | Value::String(_) | Value::Bool(false) => None,
                    Value::Number(number) if number.as_f64() == Some(0.0) => None,
                    other => Some(other.to_string()),
                }
            }
            Self::Status(status) => (reply.status == *status).then(|| status.to_string()),
        }
    }

    /// A text that stands in the data of a page only, for a script that shows it.
    pub fn find_in_data(&self, reply: &Reply) -> Option<String> {
        match self {
            Self::Text(wanted) => {
                let mut pieces = data(&reply.body).into_iter();
                pieces
                    .any(|piece| has_word(&piece, wanted))
                    .then(|| wanted.clone())
            }
            Self::Pattern(_) | Self::Pointer(_) | Self::Status(_) => None,
        }
    }
}

impl fmt::Display for Landmark {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(formatter, "text:{text}"),
            Self::Pattern(pattern) => write!(formatter, "regex:{pattern}"),
            Self::Pointer(pointer) => write!(formatter, "json:{pointer}"),
            Self::Status(status) => write!(formatter, "status:{status}"),
        }
    }
}

/// Whether a page shows a text: as a whole word where its ends are letters or digits.
pub(super) fn shows(body: &str, wanted: &str) -> bool {
    visible(body).iter().any(|piece| has_word(piece, wanted))
}

/// Whether a page shows a name: as it is, or in capitals; one of several words in any case.
pub(super) fn shows_name(body: &str, name: &str) -> bool {
    let (capitals, small) = (name.to_uppercase(), name.to_lowercase());
    let is_long = name.contains(' ');
    visible(body).iter().any(|piece| {
        has_word(piece, name)
            || has_word(piece, &capitals)
            || is_long && has_word(&piece.to_lowercase(), &small)
    })
}

/// Whether a text has another one in it: as a whole word where its ends are letters or digits.
pub(super) fn has_word(piece: &str, wanted: &str) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    {
        piece.match_indices(wanted).any(|(at, _)| {
            let before = piece[..at].chars().next_back();
            let after = piece[at + wanted.len()..].chars().next();
            let joined_before = is_word(before) && is_word(wanted.chars().next());
            let joined_after = is_word(after) && is_word(wanted.chars().next_back());
            !joined_before && !joined_after
        })
    }
}
