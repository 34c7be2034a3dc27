//! Names, values and variables in a line of the Dockerfile.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};

/// `NAME=value` as often as one likes; a value with spaces stands in quotation marks.
pub(super) fn pairs(text: &str) -> Result<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=').context("a name without a value")?;
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').context("a quotation mark too few")?,
            None => after.split_once(' ').unwrap_or((after, "")),
        };
        pairs.push((name.trim().to_owned(), value.to_owned()));
        rest = after.trim_start();
    }
    Ok(pairs)
}

/// The text with the values of its variables, `$NAME` or `${NAME}`.
pub(super) fn substitute(text: &str, variables: &BTreeMap<String, String>) -> Result<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        let (name, after) = match after.strip_prefix('{') {
            Some(braced) => braced.split_once('}').context("a brace too few")?,
            None => after.split_at(after.find(|c: char| !is_part_of_name(c)).unwrap_or(after.len())),
        };
        let Some(value) = variables.get(name) else {
            bail!("nobody has said what {name} is");
        };
        out.push_str(value);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

const fn is_part_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}
