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

/// Reads out of a text what must be the same in both languages.
type Part = fn(&str) -> Vec<String>;

/// Fails if the READMEs differ in sections, commands, code blocks, links or folders, if one is too long, or if a path that
/// they or the map name is not there.
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
    let named = links(&english)
        .into_iter()
        .chain(tree(&english))
        .chain(paths(&map));
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
    let parts: [(&str, Part); 4] = [
        ("commands", commands),
        ("code blocks", code_blocks),
        ("links", links),
        ("folders", tree),
    ];
    for (what, of) in parts {
        let (ours, theirs) = (of(english), of(chinese));
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

/// The fenced blocks of a text, each with its language in the first line.
fn fenced(text: &str) -> impl Iterator<Item = &str> {
    text.split("```").skip(1).step_by(2)
}

/// The fenced blocks that no translation changes: all but those of plain text.
fn code_blocks(text: &str) -> Vec<String> {
    let blocks = fenced(text).filter(|block| !block.starts_with("text\n"));
    blocks.map(str::to_owned).collect()
}

/// The folders of the tree, as paths. A line names one or more of them before a gap of two spaces; one that is indented
/// names folders of the last one that is not.
fn tree(text: &str) -> Vec<String> {
    let block = fenced(text).find_map(|block| block.strip_prefix("text\n"));
    let mut folders = Vec::new();
    let mut parent = "";
    for line in block.unwrap_or_default().lines() {
        let is_below = line.starts_with(' ');
        let names = line.trim_start().split("  ").next().unwrap_or_default();
        for name in names.split(' ') {
            if is_below {
                folders.push(format!("{parent}{name}"));
            } else {
                parent = name;
                folders.push(name.to_owned());
            }
        }
    }
    folders
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

    const ENGLISH: &str = "# A\n## Run\n`cargo xtask run` [b](docs/b.md)\n```text\napp/  the product\n  a/ b/  parts\n```\n\
                           ```sh\nls\n```\n";

    #[test]
    fn the_same_in_two_languages_is_accepted() {
        let chinese = "# A\n## 运行\n用 `cargo xtask run`，见 [乙](docs/b.md)\n```text\napp/  产品\n  a/ b/  部分\n```\n\
                       ```sh\nls\n```\n";
        assert!(compare(ENGLISH, chinese).is_ok());
    }

    #[test]
    fn what_differs_is_named() {
        let differing = [
            ("sections", ENGLISH.replace("## Run", "### Run")),
            ("commands", ENGLISH.replace("xtask run", "xtask test")),
            ("links", ENGLISH.replace("b.md", "c.md")),
            ("folders", ENGLISH.replace("app/", "lib/")),
            ("folders", ENGLISH.replace("a/ b/", "a/ c/")),
            ("code blocks", ENGLISH.replace("ls", "pwd")),
        ];
        for (what, other) in differing {
            let error = compare(ENGLISH, &other).map_err(|error| error.to_string());
            assert!(error.is_err_and(|error| error.contains(what)), "{what}");
        }
    }

    #[test]
    fn folders_of_the_tree_are_paths() {
        assert_eq!(tree(ENGLISH), ["app/", "app/a/", "app/b/"]);
    }

    #[test]
    fn paths_of_the_map_are_found() {
        assert_eq!(
            paths("| `/livez` | `app/x.rs` (`f`) |\n| b | `lab/y/`; `cargo xtask run a/b` |"),
            ["app/x.rs", "lab/y/"]
        );
    }
}
