//! Which members of the workspace may depend on which, by the folders they lie in.

use std::path::Path;

use anyhow::{Result, ensure};
use serde_json::Value;

/// Dependencies that cross a border all the same: the member, what it depends on, and when.
const ALLOWED: [(&str, &str, When); 7] = [
    // The stores and handles that the suite compares and judges with.
    ("server-host", "lab-stores", When::Optional),
    // The first page needs a database, wherever it is. A build for production does without.
    ("monolith", "dev-postgres", When::Optional),
    // Tests against a real PostgreSQL, and behind real proxies.
    ("", "dev-postgres", When::Test),
    ("", "dev-proxies", When::Test),
    // A test of what a split keeps starts the service beside the monolith, and has it built first.
    ("monolith", "dev-deployment", When::Test),
    // The tests of the session stack pull the same handles as the suite: a barrier in the middle of a request is written once.
    ("app-session", "lab-stores", When::Test),
    // Logging in with a provider is tested against a provider, which makes every mistake there is.
    ("monolith", "lab-identity-provider", When::Test),
];
/// Can be lifted into another project.
const LIFTABLE: &str = "app-session";
/// Names that say nothing of what is inside.
const VAGUE: [&str; 4] = ["utils", "util", "helpers", "helper"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    Always,
    /// Behind a feature.
    Optional,
    /// As a dev-dependency.
    Test,
}

/// A dependency of one member on another.
struct Edge<'a> {
    from: &'a str,
    from_roof: Roof,
    to: &'a str,
    to_roof: Roof,
    when: When,
}

/// The folder of the workspace that a member lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Roof {
    /// `app/`, `server/`, `frontend/`.
    Product,
    Dev,
    Lab,
    Xtask,
}

/// Fails with every dependency that points in a direction it must not: product to dev or lab, dev to lab, xtask to lab.
pub fn check(members: &[Value], root: &Path) -> Result<()> {
    let wrong: Vec<_> = edges(members, root)
        .into_iter()
        .filter(|edge| is_forbidden(edge) && !is_allowed(edge))
        .map(|edge| format!("{} depends on {}", edge.from, edge.to))
        .collect();
    ensure!(wrong.is_empty(), "{}", wrong.join("\n  "));
    Ok(())
}

/// Fails if the session stack depends on another member, tests apart.
pub fn check_liftable(members: &[Value], root: &Path) -> Result<()> {
    let wrong: Vec<_> = edges(members, root)
        .into_iter()
        .filter(|edge| edge.from == LIFTABLE && edge.when != When::Test)
        .map(|edge| edge.to)
        .collect();
    ensure!(wrong.is_empty(), "{LIFTABLE} depends on {}", wrong.join(", "));
    Ok(())
}

/// Fails if a path has a part with a name that says nothing.
pub fn check_names<'a>(paths: impl IntoIterator<Item = &'a str>) -> Result<()> {
    let is_vague = |path: &&str| {
        let mut parts = path.split('/');
        parts.any(|part| VAGUE.contains(&part.split('.').next().unwrap_or(part)))
    };
    let found: Vec<_> = paths.into_iter().filter(is_vague).collect();
    ensure!(found.is_empty(), "{}", found.join("\n  "));
    Ok(())
}

fn is_forbidden(edge: &Edge<'_>) -> bool {
    matches!(
        (edge.from_roof, edge.to_roof),
        (Roof::Product, Roof::Dev | Roof::Lab) | (Roof::Dev | Roof::Xtask, Roof::Lab)
    )
}

fn is_allowed(edge: &Edge<'_>) -> bool {
    ALLOWED.iter().any(|(from, to, when)| {
        (from.is_empty() || *from == edge.from) && *to == edge.to && *when == edge.when
    })
}

fn edges<'a>(members: &'a [Value], root: &Path) -> Vec<Edge<'a>> {
    let find = |name: &str| {
        let member = members.iter().find(|member| member["name"] == name)?;
        roof(
            Path::new(member["manifest_path"].as_str()?)
                .strip_prefix(root)
                .ok()?,
        )
    };
    let mut edges = Vec::new();
    for member in members {
        let Some(from) = member["name"].as_str() else {
            continue;
        };
        for dependency in member["dependencies"].as_array().into_iter().flatten() {
            let Some(to) = dependency["name"].as_str() else {
                continue;
            };
            let (Some(from_roof), Some(to_roof)) = (find(from), find(to)) else {
                continue;
            };
            let when = match (dependency["kind"].as_str(), dependency["optional"].as_bool()) {
                (Some("dev"), _) => When::Test,
                (_, Some(true)) => When::Optional,
                _ => When::Always,
            };
            edges.push(Edge {
                from,
                from_roof,
                to,
                to_roof,
                when,
            });
        }
    }
    edges
}

fn roof(manifest: &Path) -> Option<Roof> {
    match manifest.iter().next()?.to_str()? {
        "app" | "server" | "frontend" => Some(Roof::Product),
        "dev" => Some(Roof::Dev),
        "lab" => Some(Roof::Lab),
        "xtask" => Some(Roof::Xtask),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Members with one dependency of one of them on another.
    fn graph(from: &str, to: &str, when: When) -> Vec<Value> {
        let members = [
            ("app-session", "app/session"),
            ("app-kernel", "app/kernel"),
            ("app-mall", "app/mall"),
            ("server-host", "server/host"),
            ("monolith", "server/monolith"),
            ("frontend", "frontend"),
            ("dev-postgres", "dev/postgres"),
            ("dev-deployment", "dev/deployment"),
            ("lab-stores", "lab/stores"),
            ("testbed", "lab/testbed"),
            ("xtask", "xtask"),
        ];
        assert!(
            [from, to]
                .iter()
                .all(|name| members.iter().any(|(known, _)| known == name))
        );
        let kind = (when == When::Test).then_some("dev");
        let edge = json!([{"name": to, "kind": kind, "optional": when == When::Optional}, {"name": "serde", "kind": null}]);
        let member = |(name, folder): (&str, &str)| {
            let dependencies = if name == from { edge.clone() } else { json!([]) };
            json!({"name": name, "manifest_path": format!("/w/{folder}/Cargo.toml"), "dependencies": dependencies})
        };
        members.map(member).into()
    }

    fn is_fine(from: &str, to: &str, when: When) -> bool {
        check(&graph(from, to, when), Path::new("/w")).is_ok()
    }

    #[test]
    fn the_product_depends_on_neither_dev_nor_lab() {
        for (from, to) in [
            ("app-mall", "lab-stores"),
            ("frontend", "dev-deployment"),
            ("monolith", "testbed"),
        ] {
            for when in [When::Always, When::Optional, When::Test] {
                assert!(!is_fine(from, to, when), "{from} {to} {when:?}");
            }
        }
        assert!(is_fine("app-mall", "app-kernel", When::Always));
        let error = check(&graph("app-mall", "testbed", When::Test), Path::new("/w"));
        assert!(error.is_err_and(|error| error.to_string() == "app-mall depends on testbed"));
    }

    #[test]
    fn its_exceptions_are_as_narrow_as_they_are_said() {
        assert!(is_fine("server-host", "lab-stores", When::Optional));
        assert!(!is_fine("server-host", "lab-stores", When::Always));
        assert!(!is_fine("monolith", "lab-stores", When::Optional));
        assert!(is_fine("monolith", "dev-postgres", When::Optional));
        assert!(!is_fine("monolith", "dev-postgres", When::Always));
        assert!(!is_fine("app-mall", "dev-postgres", When::Always));
        assert!(is_fine("app-mall", "dev-postgres", When::Test));
        assert!(!is_fine("app-mall", "dev-deployment", When::Test));
        assert!(is_fine("app-session", "lab-stores", When::Test));
        assert!(!is_fine("app-session", "lab-stores", When::Optional));
    }

    #[test]
    fn dev_and_xtask_know_nothing_of_the_lab() {
        for when in [When::Always, When::Optional, When::Test] {
            assert!(!is_fine("dev-deployment", "testbed", when));
            assert!(!is_fine("xtask", "testbed", when));
            assert!(is_fine("testbed", "dev-deployment", when));
            assert!(is_fine("xtask", "dev-deployment", when));
        }
    }

    #[test]
    fn the_session_stack_stands_alone() {
        let is_fine =
            |when| check_liftable(&graph("app-session", "app-kernel", when), Path::new("/w")).is_ok();
        assert!(!is_fine(When::Always) && !is_fine(When::Optional) && is_fine(When::Test));
        let others = graph("app-mall", "app-kernel", When::Always);
        assert!(check_liftable(&others, Path::new("/w")).is_ok());
    }

    #[test]
    fn vague_names_are_found_anywhere_in_a_path() {
        for path in [
            "app/utils/src/lib.rs",
            "app/mall/src/helpers.rs",
            "end2end/util/x.ts",
        ] {
            assert!(check_names([path]).is_err(), "{path}");
        }
        assert!(check_names(["app/ui/src/utility.css", "app/mall/src/helpful.rs"]).is_ok());
    }
}
