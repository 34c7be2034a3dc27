//! The members of the workspace, in groups that are built together.

use anyhow::Result;
use dev_deployment::{names::BROWSER_PACKAGE, workspace};

/// Only ever built for wasm: together with the servers their feature `hydrate` would unify with `ssr`.
pub const BROWSER_ONLY: [&str; 2] = [BROWSER_PACKAGE, "lab-frontend"];

/// Need other features of shared crates than the servers do, so each is built apart.
const APART: [&str; 8] = [
    "bench",
    "conformance",
    "gateway",
    "islands",
    "load",
    "testbed",
    "verify",
    "xtask",
];

/// The members in groups that share one set of features, new ones included by themselves.
pub fn groups() -> Result<Vec<Vec<String>>> {
    let names = workspace::members()?
        .into_iter()
        .filter_map(|member| Some(member["name"].as_str()?.to_owned()));
    let (apart, servers): (Vec<_>, Vec<_>) = names
        .filter(|name| !BROWSER_ONLY.contains(&name.as_str()))
        .partition(|name| APART.contains(&name.as_str()));
    Ok(std::iter::once(servers)
        .chain(apart.into_iter().map(|name| vec![name]))
        .collect())
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_member_but_the_browsers_is_built_once() {
        let groups = groups().unwrap();
        let all: Vec<_> = groups.concat();
        assert!(!all.iter().any(|name| BROWSER_ONLY.contains(&name.as_str())));
        for member in ["xtask", "gateway", "monolith", "app-auth"] {
            assert_eq!(all.iter().filter(|name| *name == member).count(), 1, "{member}");
        }
    }
}
