//! One thing that can be asked of a system, and how.

use std::{collections::BTreeMap, fmt};

use http::Method;
use serde::Deserialize;
use url::form_urlencoded;

use crate::client::Outgoing;

/// The names of the operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "adapters/cfmall.toml says what each does")]
pub enum Op {
    Login,
    Logout,
    List,
    Revoke,
    RevokeOthers,
    RevokeAll,
    ChangePassword,
    Confirm,
    Rename,
    Sensitive,
    Get,
    Set,
    Increment,
    Remove,
    Hold,
    Arrived,
    Release,
    Stream,
    Ready,
}

impl Op {
    /// All of them.
    pub const ALL: [Self; 19] = [
        Self::Login,
        Self::Logout,
        Self::List,
        Self::Revoke,
        Self::RevokeOthers,
        Self::RevokeAll,
        Self::ChangePassword,
        Self::Confirm,
        Self::Rename,
        Self::Sensitive,
        Self::Get,
        Self::Set,
        Self::Increment,
        Self::Remove,
        Self::Hold,
        Self::Arrived,
        Self::Release,
        Self::Stream,
        Self::Ready,
    ];

    /// As an adapter writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Logout => "logout",
            Self::List => "list",
            Self::Revoke => "revoke",
            Self::RevokeOthers => "revoke-others",
            Self::RevokeAll => "revoke-all",
            Self::ChangePassword => "change-password",
            Self::Confirm => "confirm",
            Self::Rename => "rename",
            Self::Sensitive => "sensitive",
            Self::Get => "get",
            Self::Set => "set",
            Self::Increment => "increment",
            Self::Remove => "remove",
            Self::Hold => "hold",
            Self::Arrived => "arrived",
            Self::Release => "release",
            Self::Stream => "stream",
            Self::Ready => "ready",
        }
    }
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Who answers it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum At {
    /// Every copy of every service.
    #[default]
    Any,
    /// Only copies of the auth service.
    Auth,
}

/// How fields are sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// `application/x-www-form-urlencoded`.
    #[default]
    Form,
    /// One flat object.
    Json,
}

/// How it is asked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// Method and path.
    pub request: String,
    /// Who answers.
    #[serde(default)]
    pub at: At,
    /// Names and values to send; `{…}` is filled in.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// How they are sent.
    #[serde(default, rename = "as")]
    pub encoding: Encoding,
    /// The `Accept` header.
    #[serde(default = "json")]
    pub accept: String,
    /// More headers.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// JSON pointer to the result.
    #[serde(default)]
    pub answer: String,
    /// JSON pointers into one entry of a list.
    #[serde(default)]
    pub entry: BTreeMap<String, String>,
}

fn json() -> String {
    "application/json".to_owned()
}

impl Operation {
    /// Method and path.
    pub fn method_and_path(&self) -> (Method, &str) {
        let (method, path) = self.request.split_once(' ').unwrap_or(("GET", &self.request));
        (method.trim().parse().unwrap_or(Method::GET), path.trim())
    }

    /// The request with `values` filled in.
    pub fn outgoing(&self, values: &[(&str, &str)]) -> Outgoing {
        let (method, path) = self.method_and_path();
        let mut path = fill(path, values).unwrap_or_else(|| path.to_owned());
        let fields = self
            .fields
            .iter()
            .filter_map(|(name, text)| Some((name.as_str(), fill(text, values)?)));
        let mut body = String::new();
        let mut kind = "application/x-www-form-urlencoded";
        if method.is_safe() {
            let query = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(fields)
                .finish();
            if !query.is_empty() {
                path = format!("{path}?{query}");
            }
        } else if self.encoding == Encoding::Form {
            body = form_urlencoded::Serializer::new(body)
                .extend_pairs(fields)
                .finish();
        } else {
            kind = "application/json";
            let object: serde_json::Map<_, _> = fields
                .map(|(name, value)| (name.to_owned(), value.into()))
                .collect();
            body = serde_json::Value::from(object).to_string();
        }
        let mut outgoing = Outgoing::new(method.clone(), path).with("accept", &self.accept);
        if !method.is_safe() {
            outgoing = outgoing.with("content-type", kind);
            outgoing.body = body.into();
        }
        self.headers
            .iter()
            .fold(outgoing, |outgoing, (name, value)| outgoing.with(name, value))
    }
}

/// Replaces every `{name}`; nothing if one of them is not known.
fn fill(text: &str, values: &[(&str, &str)]) -> Option<String> {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        let (_, value) = values.iter().find(|(known, _)| *known == name)?;
        filled.push_str(before);
        filled.push_str(value);
        rest = after;
    }
    filled.push_str(rest);
    Some(filled)
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn operation(text: &str) -> Operation {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn fields_go_where_the_method_wants_them() {
        let set = operation("request = 'POST /set/{key}'\nfields = { value = '{value}', next = '{next}' }");
        let outgoing = set.outgoing(&[("key", "k"), ("value", "a b&c")]);
        assert_eq!(
            (outgoing.path.as_str(), &outgoing.body[..]),
            ("/set/k", &b"value=a+b%26c"[..])
        );
        let get = operation("request = 'GET /get'\nfields = { key = '{key}' }");
        assert_eq!(get.outgoing(&[("key", "k")]).path, "/get?key=k");
        let json = operation("request = 'POST /set'\nas = 'json'\nfields = { value = '{value}' }");
        assert_eq!(&json.outgoing(&[("value", "\"")]).body[..], br#"{"value":"\""}"#);
    }

    #[test]
    fn names_are_the_ones_that_adapters_use() {
        for op in Op::ALL {
            let quoted = serde_json::Value::from(op.name());
            assert_eq!(serde_json::from_value::<Op>(quoted).unwrap(), op);
        }
    }
}
