//! The members of the workspace, and which of them are built together.

use anyhow::Result;
use serde_json::Value;

use crate::{names::BROWSER_PACKAGE, workspace};

/// Only ever built for wasm: together with the servers their feature `hydrate` would unify with `ssr`.
pub const BROWSER_ONLY: [&str; 2] = [BROWSER_PACKAGE, "lab-frontend"];

/// All members that run on this machine, which are built with one set of features: programs, tests and all.
///
/// # Errors
/// If cargo cannot describe the workspace.
pub fn here() -> Result<Vec<String>> {
    let names = workspace::members()?
        .into_iter()
        .filter_map(|member| Some(member["name"].as_str()?.to_owned()));
    Ok(names
        .filter(|name| !BROWSER_ONLY.contains(&name.as_str()))
        .collect())
}

/// The programs of these members, without those that want a feature.
pub(crate) fn programs(names: &[&str]) -> Result<Vec<String>> {
    let members = workspace::members()?;
    let ours = members
        .iter()
        .filter(|member| member["name"].as_str().is_some_and(|name| names.contains(&name)));
    let targets = ours.filter_map(|member| member["targets"].as_array()).flatten();
    let is_program =
        |target: &&Value| target["kind"][0] == "bin" && target.get("required-features").is_none();
    Ok(targets
        .filter(is_program)
        .filter_map(|target| Some(target["name"].as_str()?.to_owned()))
        .collect())
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn what_is_built_for_the_browser_is_not_built_with_the_servers() {
        let all = here().unwrap();
        assert!(!all.iter().any(|name| BROWSER_ONLY.contains(&name.as_str())));
        for member in ["xtask", "gateway", "monolith", "app-auth"] {
            assert!(all.iter().any(|name| name == member), "{member}");
        }
    }

    /// The crates that these members need, with their features.
    fn features(edges: &str) -> BTreeMap<String, BTreeSet<String>> {
        let mut cargo = workspace::cargo();
        cargo.args([
            "tree", "--locked", "--prefix", "none", "--format", "{p}|{f}", "--edges", edges,
        ]);
        for member in here().unwrap() {
            cargo.args(["-p", &member]);
        }
        let tree = String::from_utf8(cargo.output().unwrap().stdout).unwrap();
        let mut all: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for (name, features) in tree.lines().filter_map(|line| line.split_once('|')) {
            let features = features.trim_end_matches(" (*)");
            all.entry(name.to_owned())
                .or_default()
                .insert(features.to_owned());
        }
        all
    }

    /// Otherwise programs and tests would not share what is compiled, and a feature has to be added to the workspace's dependencies.
    #[test]
    fn tests_want_no_other_features_than_programs() {
        let programs = features("normal,no-proc-macro");
        let tests = features("normal,dev,no-proc-macro");
        assert!(programs.len() > 300);
        for (name, features) in programs {
            assert_eq!(tests[&name], features, "{name}");
        }
        // Macros and what they are made of; those of tests may be made of others besides.
        let tests = features("normal,build,dev");
        for (name, features) in features("normal,build") {
            assert!(tests[&name].is_superset(&features), "{name}");
        }
    }

    #[test]
    fn a_program_that_wants_a_feature_is_left_out() {
        assert_eq!(programs(&["lab-sso"]).unwrap(), ["sso"]);
        assert_eq!(programs(&["mall", "gateway"]).unwrap().len(), 2);
    }
}
