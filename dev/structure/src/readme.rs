//! The two READMEs: one says in Chinese what the other says in English, and what they name is there.

use std::fs;

use anyhow::{Context, Result, ensure};
use dev_deployment::workspace;

const ENGLISH: &str = "README.md";
const CHINESE: &str = "README.zh-CN.md";
/// The front door is short.
const MOST_LINES: usize = 160;
/// The index from concepts to files.
const MAP: &str = "docs/map.md";

/// Fails if the READMEs differ in sections, commands or links, if one is too long, or if a path that they or the map name is
/// not there.
pub fn check() -> Result<()> {
    let (english, chinese) = (read(ENGLISH)?, read(CHINESE)?);
    for (name, text) in [(ENGLISH, &english), (CHINESE, &chinese)] {
        let lines = text.lines().count();
        ensure!(
            lines <= MOST_LINES,
            "{name} has {lines} lines, more than {MOST_LINES}"
        );
    }
    compare(&english, &chinese)?;
    let map = read(MAP)?;
    let named = links(&english).into_iter().chain(paths(&map));
    let missing: Vec<_> = named.filter(|path| !workspace::at(path).exists()).collect();
    ensure!(missing.is_empty(), "these are not there: {}", missing.join(", "));
    Ok(())
}

fn read(name: &str) -> Result<String> {
    fs::read_to_string(workspace::at(name)).with_context(|| format!("cannot read {name}"))
}

fn compare(english: &str, chinese: &str) -> Result<()> {
    let levels = |text: &str| -> Vec<usize> {
        let headings = text.lines().filter(|line| line.starts_with('#'));
        headings
            .map(|line| line.chars().take_while(|c| *c == '#').count())
            .collect()
    };
    ensure!(
        levels(english) == levels(chinese),
        "the READMEs have different sections"
    );
    let of = |text: &str| (commands(text), links(text), tree(text));
    let ((ours, our_links, our_tree), (theirs, their_links, their_tree)) = (of(english), of(chinese));
    for (what, ours, theirs) in [
        ("commands", ours, theirs),
        ("links", our_links, their_links),
        ("folders", our_tree, their_tree),
    ] {
        ensure!(
            ours == theirs,
            "the READMEs have different {what}:\n  {}\n  {}",
            ours.join(", "),
            theirs.join(", ")
        );
    }
    Ok(())
}

/// The commands in a text, in their order.
fn commands(text: &str) -> Vec<String> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted
        .filter(|words| words.starts_with("cargo "))
        .map(str::to_owned)
        .collect()
}

/// The files that a text links to, but for the other README.
fn links(text: &str) -> Vec<String> {
    let ends = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    ends.filter(|link| !link.contains("://") && !link.starts_with("README"))
        .map(str::to_owned)
        .collect()
}

/// The folders of the tree.
fn tree(text: &str) -> Vec<String> {
    let Some(tree) = text
        .split("```text\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
    else {
        return Vec::new();
    };
    let words = tree.lines().filter_map(|line| line.split_whitespace().next());
    words.map(str::to_owned).collect()
}

/// The paths that the map names.
fn paths(map: &str) -> Vec<String> {
    let quoted = map.split('`').skip(1).step_by(2);
    quoted
        .filter(|words| words.contains('/') && !words.starts_with('/') && !words.contains([' ', '*', '=']))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = "# A\n## Run\n`cargo xtask run` [b](docs/b.md)\n```text\napp/  the product\n```\n";

    #[test]
    fn the_same_in_two_languages_is_accepted() {
        let chinese = "# A\n## 运行\n用 `cargo xtask run`，见 [乙](docs/b.md)\n```text\napp/  产品\n```\n";
        assert!(compare(ENGLISH, chinese).is_ok());
    }

    #[test]
    fn what_differs_is_named() {
        let differing = [
            ("sections", ENGLISH.replace("## Run", "### Run")),
            ("commands", ENGLISH.replace("xtask run", "xtask test")),
            ("links", ENGLISH.replace("b.md", "c.md")),
            ("folders", ENGLISH.replace("app/", "lib/")),
        ];
        for (what, other) in differing {
            let error = compare(ENGLISH, &other).map_err(|error| error.to_string());
            assert!(error.is_err_and(|error| error.contains(what)), "{what}");
        }
    }

    #[test]
    fn paths_of_the_map_are_found() {
        assert_eq!(
            paths("| `/livez` | `app/x.rs` (`f`) |\n| b | `lab/y/`; `cargo xtask run a/b` |"),
            ["app/x.rs", "lab/y/"]
        );
    }
}
