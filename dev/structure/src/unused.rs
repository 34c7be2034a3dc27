//! Dependencies that no source file names: they are compiled for nothing and mislead whoever reads the manifest.
//!
//! As cargo-machete does, and with its way to say that one is wanted all the same (for a feature of it, or because a
//! macro writes its name): `[package.metadata.cargo-machete] ignored = ["name"]`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// Where a member's own sources are.
const SOURCES: [&str; 5] = ["src", "tests", "benches", "examples", "build.rs"];

/// Names every dependency of a member that none of its sources names.
pub fn check(members: &[Value]) -> Result<()> {
    let mut unused = Vec::new();
    for member in members {
        let manifest = Path::new(member["manifest_path"].as_str().context("no manifest")?);
        let folder = manifest.parent().context("no folder")?;
        let source = SOURCES
            .iter()
            .map(|part| text(&folder.join(part)))
            .collect::<Result<String>>()?;
        let package = member["name"].as_str().unwrap_or_default();
        unused.extend(
            unused_of(member, &source)
                .into_iter()
                .map(|name| format!("{package}: {name}")),
        );
    }
    ensure!(unused.is_empty(), "{}", unused.join("\n  "));
    Ok(())
}

fn unused_of<'a>(member: &'a Value, source: &str) -> Vec<&'a str> {
    let list = |value: &'a Value| value.as_array().into_iter().flatten();
    let ignored: Vec<_> = list(&member["metadata"]["cargo-machete"]["ignored"])
        .filter_map(Value::as_str)
        .collect();
    list(&member["dependencies"])
        .filter_map(|dependency| dependency["rename"].as_str().or(dependency["name"].as_str()))
        .filter(|name| !ignored.contains(name) && !names(source, &library(name)))
        .collect()
}

/// What the sources call a package's library. The few whose library has another name than the package.
fn library(package: &str) -> String {
    match package {
        "md-5" => "md5".to_owned(),
        _ => package.replace('-', "_"),
    }
}

/// Whether the word occurs in a line of code.
fn names(source: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.into_iter().any(|line| {
        line.match_indices(word).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let after = line[at + word.len()..].chars().next();
            !before.is_some_and(is_part) && !after.is_some_and(is_part)
        })
    })
}

/// All Rust files at or below a path, one after the other.
pub fn text(path: &Path) -> Result<String> {
    if path.is_file() {
        let is_rust = path.extension().is_some_and(|end| end == "rs");
        return Ok(if is_rust {
            fs::read_to_string(path)?
        } else {
            String::new()
        });
    }
    let Ok(entries) = fs::read_dir(path) else {
        return Ok(String::new());
    };
    let mut below: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    below.sort();
    below.iter().map(|path| Ok(text(path)? + "\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_counts_when_code_names_it() {
        let member = serde_json::json!({
            "dependencies": [{"name": "serde"}, {"name": "md-5"}, {"name": "tower-http"}, {"name": "old", "rename": "new"}, {"name": "kept"}],
            "metadata": {"cargo-machete": {"ignored": ["kept"]}},
        });
        let source = "use md5::Md5;\n// serde::Serialize\nlet my_tower_http = 1;\nnew::thing();\n";
        assert_eq!(unused_of(&member, source), ["serde", "tower-http"]);
    }
}
