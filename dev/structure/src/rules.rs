//! `structure`: the rules of the house that a compiler does not know, checked on the crate graph as cargo resolves it.

use std::{fs, process::Command};

use anyhow::{Result, bail, ensure};

use crate::{directions, engines, readme, untested, unused};
use dev_deployment::{paint, workspace};

/// What a program is built of, as cargo is told it, and what must not be linked into it.
const FORBIDDEN: [(&[&str], &[&str]); 3] = [
    (&["-p", "mall"], &["app-auth", "argon2"]),
    (&["-p", "auth"], &["app-mall"]),
    // A site of T9 logs its members in without a password.
    (&["-p", "lab-sso", "--features", "site"], &["app-auth", "argon2"]),
];
/// Two of these would be two kinds of session or pool that do not know each other.
const ONCE: [&str; 2] = ["tower-sessions-core", "sqlx-core"];
/// What `cargo build` builds by itself: together with `frontend` the features ssr and hydrate would unify.
const PLAIN_BUILD: &str = "server/monolith";
/// Written in two parts, so that this file does not find itself.
const HOMES: [[&str; 2]; 3] = [["/ho", "me/"], ["/Us", "ers/"], ["/ro", "ot/"]];

/// Checks all rules and names every one that is broken.
pub fn run() -> Result<()> {
    let members = workspace::members()?;
    let mut broken = 0;
    let mut check = |rule: String, outcome: Result<()>| match outcome {
        Ok(()) => println!("{} {rule}", paint::green("✓")),
        Err(error) => {
            broken += 1;
            println!("{} {rule}\n  {error:#}", paint::red("✗"));
        }
    };
    for (service, forbidden) in FORBIDDEN {
        check(
            format!(
                "{} contains none of: {}",
                service[1..].join(" "),
                forbidden.join(", ")
            ),
            lacks(service, forbidden),
        );
    }
    check(
        "the browser's part has no feature ssr".into(),
        browser_has_no_ssr(),
    );
    check(
        format!("a plain cargo build is {PLAIN_BUILD} and nothing else"),
        plain_build(),
    );
    for package in ONCE {
        check(format!("Cargo.lock has one {package}"), once(package));
    }
    check(
        "no committed file names a folder of somebody's machine".into(),
        no_machine_paths(),
    );
    check(
        "no member has a dependency that none of its sources names".into(),
        unused::check(&members),
    );
    check(
        "no program that is not tested has tests".into(),
        untested::check(&members),
    );
    check(
        "app, server and frontend depend on neither dev nor lab, dev and xtask not on lab".into(),
        directions::check(&members, workspace::root()),
    );
    check(
        "app-session depends on no other member".into(),
        directions::check_liftable(&members, workspace::root()),
    );
    check(
        "no file or folder is called utils or helpers".into(),
        files().and_then(|files| directions::check_names(files.split_terminator('\0'))),
    );
    check(
        "both READMEs say the same, briefly, and what they and the map name is there".into(),
        readme::check(),
    );
    check(
        "the table of what our SQL asks of an engine is about all that it asks".into(),
        engines::check(),
    );
    if broken > 0 {
        bail!("{broken} rules are broken");
    }
    Ok(())
}

fn lacks(program: &[&str], forbidden: &[&str]) -> Result<()> {
    let tree = tree(&[program, &["-e", "normal"]].concat())?;
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    let found: Vec<_> = names.filter(|name| forbidden.contains(name)).collect();
    ensure!(
        found.is_empty(),
        "{} is linked into it; see: cargo tree {} -e normal -i {}",
        found[0],
        program.join(" "),
        found[0]
    );
    Ok(())
}

fn browser_has_no_ssr() -> Result<()> {
    let tree = tree(&[
        "-p",
        "frontend",
        "--target",
        "wasm32-unknown-unknown",
        "-e",
        "features,normal",
    ])?;
    match tree.lines().find(|line| line.contains("feature \"ssr\"")) {
        Some(line) => bail!("{line} is on: every event handler in the browser would be gone"),
        None => Ok(()),
    }
}

fn plain_build() -> Result<()> {
    let output = workspace::cargo()
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .output()?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let members = metadata["workspace_default_members"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let is_it = |member: &serde_json::Value| {
        member
            .as_str()
            .is_some_and(|id| id.contains(&format!("/{PLAIN_BUILD}#")))
    };
    ensure!(
        members.len() == 1 && members.iter().all(is_it),
        "default-members in Cargo.toml are {} packages",
        members.len()
    );
    Ok(())
}

fn tree(arguments: &[&str]) -> Result<String> {
    let output = workspace::cargo()
        .args(["tree", "--prefix", "none", "--quiet"])
        .args(arguments)
        .output()?;
    ensure!(
        output.status.success(),
        "cargo tree: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?)
}

fn once(package: &str) -> Result<()> {
    let lock = workspace::lock_file()?;
    let versions = workspace::locked_versions(&lock, package);
    ensure!(versions.len() == 1, "it has the versions {versions:?}");
    Ok(())
}

/// The files of this repository, with a NUL behind each name.
fn files() -> Result<String> {
    let git = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let output = Command::new("git")
        .current_dir(workspace::root())
        .args(git)
        .output()?;
    ensure!(
        output.status.success(),
        "git ls-files: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?)
}

fn no_machine_paths() -> Result<()> {
    let here = format!("{}/", workspace::root().display());
    let mut found = Vec::new();
    for name in files()?.split_terminator('\0') {
        // Pictures and other bytes are no text; a deleted file is nobody's.
        let Ok(text) = fs::read_to_string(workspace::at(name)) else {
            continue;
        };
        for (line, number) in text.lines().zip(1..) {
            if line.contains(&here) || HOMES.iter().any(|home| names_home(line, &home.concat())) {
                found.push(format!("{name}:{number}"));
            }
        }
    }
    ensure!(found.is_empty(), "{}", found.join("\n  "));
    Ok(())
}

/// A path that begins there: not a part of a longer path, and with a name behind it.
fn names_home(line: &str, home: &str) -> bool {
    line.match_indices(home).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + home.len()..].chars().next();
        before.is_none_or(|c| !c.is_alphanumeric() && !"._-~/}$".contains(c))
            && after.is_some_and(|c| c.is_alphanumeric() || c == '.')
    })
}

#[cfg(test)]
mod tests {
    use super::names_home;

    #[test]
    fn only_absolute_paths_of_a_machine_are_found() {
        let home = ["/ho", "me/"].concat();
        assert!(names_home(&format!("\"{home}ann/cfmall\""), &home));
        assert!(!names_home(&format!("https://example.org{home}page"), &home));
        assert!(!names_home(&home, &home));
        assert!(!names_home(&format!("$X{home}ann"), &home));
    }
}
