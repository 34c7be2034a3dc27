//! One stylesheet out of `style/main.css` and what it imports.
//!
//! cargo-leptos does this better (Lightning CSS, minified); but cargo-leptos takes minutes to install, and the first
//! page must not wait for it to look right. Only what `main.css` uses is understood: an `@layer` line that states
//! the order, and `@import "path" layer(name);` lines.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

/// The bundle of the stylesheet in `file`.
pub fn bundle(file: &Path) -> Result<String> {
    let folder = file.parent().unwrap_or(Path::new("."));
    inline(&read(file)?, &|path| bundle(&folder.join(path)))
}

fn inline(sheet: &str, load: &dyn Fn(&str) -> Result<String>) -> Result<String> {
    let mut bundle = String::new();
    for line in sheet.lines() {
        if !line.trim_start().starts_with("@import") {
            bundle.push_str(line);
            bundle.push('\n');
            continue;
        }
        let Some(import) = Import::parse(line) else {
            bail!("not understood: {line}")
        };
        let content = load(import.path)?;
        match import.layer {
            Some(layer) => bundle.extend(["@layer ", layer, " {\n", &content, "}\n"]),
            None => bundle.push_str(&content),
        }
    }
    Ok(bundle)
}

struct Import<'a> {
    path: &'a str,
    layer: Option<&'a str>,
}

impl<'a> Import<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        // A comment may follow the semicolon.
        let (statement, _) = line.trim().strip_prefix("@import")?.split_once(';')?;
        let statement = statement.trim();
        let quote = statement
            .chars()
            .next()
            .filter(|quote| matches!(quote, '"' | '\''))?;
        let (path, rest) = statement[1..].split_once(quote)?;
        let rest = rest.trim();
        let layer = rest
            .strip_prefix("layer(")
            .and_then(|rest| rest.strip_suffix(')'));
        (layer.is_some() || rest.is_empty()).then_some(Self { path, layer })
    }
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn imports_become_layers_in_their_place() {
        let main = "@layer tokens, base;\n\n@import \"tokens/colour.css\" layer(tokens); /* first */\n@import './base.css';\nbody { margin: 0 }\n";
        let bundled = inline(main, &|path| Ok(format!("/* {path} */\n"))).unwrap();
        assert_eq!(
            bundled,
            "@layer tokens, base;\n\n@layer tokens {\n/* tokens/colour.css */\n}\n/* ./base.css */\nbody { margin: 0 }\n"
        );
    }

    #[test]
    fn what_the_bundler_does_not_understand_is_an_error() {
        for line in [
            "@import url(x.css);",
            "@import \"x.css\" print;",
            "@import \"x.css\"",
        ] {
            assert!(inline(line, &|_| Ok(String::new())).is_err(), "{line}");
        }
        assert!(inline("@import \"missing.css\";", &|path| bundle(Path::new(path))).is_err());
    }
}
