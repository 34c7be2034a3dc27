//! Variables in a compose file.

use anyhow::{Context, Result, bail};

/// The text with its variables: `$NAME`, `${NAME}`, `${NAME:-what stands there if it is unset or empty}` and `${NAME:?why it is
/// needed}`; `$$` is a dollar sign.
pub(super) fn resolve(text: &str, variable: &dyn Fn(&str) -> Option<String>) -> Result<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        if let Some(after) = after.strip_prefix('$') {
            out.push('$');
            rest = after;
        } else if let Some(braced) = after.strip_prefix('{') {
            let (inner, after) = braced.split_once('}').context("a brace too few")?;
            out.push_str(&value(inner, variable)?);
            rest = after;
        } else {
            let end = after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
            let (name, after) = after.split_at(end.unwrap_or(after.len()));
            if name.is_empty() {
                bail!("a dollar sign that names nothing: write $$");
            }
            out.push_str(&variable(name).unwrap_or_default());
            rest = after;
        }
    }
    out.push_str(rest);
    Ok(out)
}

fn value(inner: &str, variable: &dyn Fn(&str) -> Option<String>) -> Result<String> {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    if let Some((name, otherwise)) = inner.split_once(":-") {
        return Ok(set(name).unwrap_or_else(|| otherwise.to_owned()));
    }
    if let Some((name, reason)) = inner.split_once(":?") {
        return set(name).with_context(|| format!("{name} is needed: {reason}"));
    }
    if !inner.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        bail!("${{{inner}}} is not understood");
    }
    Ok(variable(inner).unwrap_or_default())
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::resolve;

    #[test]
    fn variables_in_every_way_of_writing() {
        let variable = |name: &str| match name {
            "A" => Some("1".to_owned()),
            "EMPTY" => Some(String::new()),
            _ => None,
        };
        for (text, expected) in [
            ("$A-${A}", "1-1"),
            ("$$A", "$A"),
            ("${A:-2} ${B:-2} ${EMPTY:-2}", "1 2 2"),
            ("${B:-http://a:8080}", "http://a:8080"),
            ("[$B][${EMPTY}]", "[][]"),
            ("${A:?x}", "1"),
        ] {
            assert_eq!(resolve(text, &variable).unwrap(), expected, "{text}");
        }
        for wrong in ["${A", "${A+x}", "100$", "${B:?the key of the mall}"] {
            assert!(resolve(wrong, &variable).is_err(), "{wrong}");
        }
    }
}
