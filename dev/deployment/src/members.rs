//! The members of the workspace, in groups that are built together.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{names::BROWSER_PACKAGE, workspace};

/// Only ever built for wasm: together with the servers their feature `hydrate` would unify with `ssr`.
pub const BROWSER_ONLY: [&str; 2] = [BROWSER_PACKAGE, "lab-frontend"];

/// Need other features of shared crates than the servers do, so each is built apart.
const APART: [&str; 7] = [
    "bench",
    "conformance",
    "islands",
    "load",
    "testbed",
    "verify",
    "xtask",
];

/// The members in groups that share one set of features, new ones included by themselves: first the servers and all that are built with
/// them, then each of those that are built apart.
pub fn groups() -> Result<Vec<Vec<String>>> {
    let names = workspace::members()?
        .into_iter()
        .filter_map(|member| Some(member["name"].as_str()?.to_owned()));
    let (apart, servers): (Vec<_>, Vec<_>) = names
        .filter(|name| !BROWSER_ONLY.contains(&name.as_str()))
        .partition(|name| is_apart(name));
    Ok(std::iter::once(servers)
        .chain(apart.into_iter().map(|name| vec![name]))
        .collect())
}

/// Whether a member is built by itself.
pub(crate) fn is_apart(name: &str) -> bool {
    APART.contains(&name)
}

/// The servers and all that are built with them.
pub(crate) fn servers() -> Result<Vec<String>> {
    groups()?.into_iter().next().context("there are no members")
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
    fn every_member_but_the_browsers_is_built_once() {
        let groups = groups().unwrap();
        let all: Vec<_> = groups.concat();
        assert!(!all.iter().any(|name| BROWSER_ONLY.contains(&name.as_str())));
        for member in ["xtask", "gateway", "monolith", "app-auth"] {
            assert_eq!(all.iter().filter(|name| *name == member).count(), 1, "{member}");
        }
    }

    /// The crates that the servers' members need, with their features.
    fn features(edges: &str) -> BTreeMap<String, BTreeSet<String>> {
        let mut cargo = workspace::cargo();
        cargo.args([
            "tree", "--locked", "--prefix", "none", "--format", "{p}|{f}", "--edges", edges,
        ]);
        for member in servers().unwrap() {
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
        let (programs, tests) = (features("normal,build"), features("normal,build,dev"));
        assert!(programs.len() > 300);
        for (name, features) in programs {
            assert_eq!(tests[&name], features, "{name}");
        }
    }

    #[test]
    fn a_program_that_wants_a_feature_is_left_out() {
        assert_eq!(programs(&["lab-sso"]).unwrap(), ["sso"]);
        assert_eq!(programs(&["mall", "gateway"]).unwrap().len(), 2);
    }
}
