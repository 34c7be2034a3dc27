//! The adapter file: how one logs in at a system, and what its pages show. `docs/verify.md` describes it.

use std::{collections::BTreeMap, fs, path::Path, str::FromStr};

use diagnosis::evidence::Declared;
use regex_lite::Regex;
use serde::Deserialize;

use crate::page::Landmark;

/// What an operator says of a system. Whatever is missing is guessed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Adapter {
    /// For people.
    pub name: Option<String>,
    pub account: Option<Credentials>,
    /// Another member, to see whether answers get mixed up.
    pub other: Option<Credentials>,
    pub login: LoginRules,
    pub logout: Option<Action>,
    pub auth: PageRules,
    pub mall: PageRules,
    /// The names of the cookies that carry the login.
    pub cookies: Vec<String>,
    /// What the operator knows of the configuration: it decides where the wire cannot.
    pub declared: Vec<Declared>,
}

/// Where an account and its password are found.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Credentials {
    pub account: Option<String>,
    /// The environment variable with the account.
    pub account_env: Option<String>,
    /// The environment variable with the password.
    pub password_env: Option<String>,
    /// The file with the password.
    pub password_file: Option<String>,
}

/// How one logs in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LoginRules {
    /// The address of the page with the form; its hidden fields are taken over.
    pub page: Option<String>,
    /// `POST /api/login`, where there is no form.
    pub request: Option<String>,
    #[serde(rename = "as")]
    pub encoding: Encoding,
    /// What is sent: `{account}`, `{password}`, `{cookie:NAME}` and `{meta:NAME}` are filled in.
    pub fields: BTreeMap<String, String>,
    /// More headers, filled in the same way.
    pub headers: BTreeMap<String, String>,
}

/// A request that does something.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// `POST /logout`.
    pub request: String,
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    #[serde(default, rename = "as")]
    pub encoding: Encoding,
}

/// How fields are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    #[default]
    Form,
    Json,
}

/// The page of a service that shows who is asking.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PageRules {
    pub page: Option<String>,
    /// What a member's page shows.
    pub member: Option<String>,
    /// What a guest's page shows.
    pub guest: Option<String>,
}

impl Adapter {
    /// Reads an adapter file.
    pub fn read(file: &Path) -> Result<Self, String> {
        let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
        toml::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))
    }
}

impl FromStr for Landmark {
    type Err = String;

    /// `text:…`, `regex:…`, `json:/pointer`, `status:200`; anything else is a text.
    fn from_str(text: &str) -> Result<Self, String> {
        let (kind, rest) = text.split_once(':').unwrap_or(("text", text));
        match kind {
            "text" if !rest.is_empty() => Ok(Self::Text(rest.to_owned())),
            "regex" => Regex::new(rest)
                .map(Self::Pattern)
                .map_err(|error| format!("{rest} is no regular expression: {error}")),
            "json" if rest.starts_with('/') => Ok(Self::Pointer(rest.to_owned())),
            "status" => rest
                .parse()
                .map(Self::Status)
                .map_err(|_| format!("{rest} is no status")),
            _ if text.is_empty() => Err("a landmark is empty".to_owned()),
            _ => Ok(Self::Text(text.to_owned())),
        }
    }
}

/// Fills in what is known: cookies of the browser (`cookie:NAME`) and what the page before says in its head (`meta:NAME`).
pub fn fill(template: &str, account: &str, password: &str, known: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, left)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        match name {
            "account" => out.push_str(account),
            "password" => out.push_str(password),
            _ if name.starts_with("cookie:") || name.starts_with("meta:") => {
                out.push_str(&known(name).unwrap_or_default());
            }
            _ => out.extend(["{", name, "}"]),
        }
        rest = left;
    }
    out + rest
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_adapter_says_as_little_as_it_wants() {
        let adapter: Adapter = toml::from_str(
            r#"
            login = { request = "POST /api/login", as = "json", fields = { user = "{account}" } }
            mall = { page = "/me", member = "json:/name" }
            declared = [{ service = "b", copies = 2 }]
            "#,
        )
        .unwrap();
        assert_eq!(adapter.login.encoding, Encoding::Json);
        assert_eq!(adapter.declared[0].copies, Some(2));
        assert!(toml::from_str::<Adapter>("logn = 1").is_err());
    }

    #[test]
    fn fields_are_filled_in() {
        let known = |name: &str| matches!(name, "cookie:csrf" | "meta:csrf").then(|| name[..1].to_owned());
        let fill = |template| fill(template, "ada", "p{w", known);
        assert_eq!(
            fill("{account}/{password}/{cookie:csrf}{meta:csrf}{cookie:no}"),
            "ada/p{w/cm"
        );
        assert_eq!(fill("a { b {c}"), "a { b {c}");
    }

    #[test]
    fn landmarks_say_their_kind() {
        assert!(matches!("regex:a+".parse(), Ok(Landmark::Pattern(_))));
        assert!(matches!("Hello: Ada".parse(), Ok(Landmark::Text(text)) if text == "Hello: Ada"));
        assert!(matches!("json:/a".parse(), Ok(Landmark::Pointer(_))));
        assert!("regex:(".parse::<Landmark>().is_err());
    }
}
