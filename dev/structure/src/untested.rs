//! Tests that no command runs: those of a program whose manifest says `test = false`, which saves linking it once more.

use std::path::Path;

use anyhow::{Result, ensure};
use serde_json::Value;

use crate::unused;

/// Written in two parts, so that this file does not find itself.
const TESTS: [[&str; 2]; 3] = [["#[te", "st]"], ["#[tokio::te", "st"], ["#[cfg(te", "st)]"]];

/// Names every such program with tests.
pub fn check(members: &[Value]) -> Result<()> {
    let mut found = Vec::new();
    for member in members {
        for sources in untested(member) {
            if has_tests(&unused::text(sources)?) {
                found.push(sources.display().to_string());
            }
        }
    }
    ensure!(found.is_empty(), "{}", found.join("\n  "));
    Ok(())
}

/// The sources of a member's programs that are no test programs: a file, or its folder where there is no library that the rest belongs to.
fn untested(member: &Value) -> impl Iterator<Item = &Path> {
    let targets = || member["targets"].as_array().into_iter().flatten();
    let has_library = targets().any(|target| target["kind"][0] == "lib");
    targets()
        .filter(|target| target["test"] == false && target["kind"][0] == "bin")
        .filter_map(move |target| {
            let file = Path::new(target["src_path"].as_str()?);
            if has_library { Some(file) } else { file.parent() }
        })
}

fn has_tests(source: &str) -> bool {
    TESTS.iter().any(|parts| source.contains(&parts.concat()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_programs_that_are_not_tested_are_looked_at() {
        let target =
            |kind: &str, path: &str, test: bool| json!({"kind": [kind], "src_path": path, "test": test});
        let program = target("bin", "src/main.rs", false);
        let other = target("bin", "src/other.rs", true);
        let script = target("custom-build", "build.rs", false);
        let library = target("lib", "src/lib.rs", true);
        let alone = json!({"targets": [program, other, script]});
        assert_eq!(untested(&alone).collect::<Vec<_>>(), [Path::new("src")]);
        let beside = json!({"targets": [library, program, other]});
        assert_eq!(untested(&beside).collect::<Vec<_>>(), [Path::new("src/main.rs")]);
    }

    #[test]
    fn tests_are_known_by_their_attributes() {
        for parts in TESTS {
            assert!(has_tests(&format!("fn a() {{}}\n{}\n", parts.concat())));
        }
        assert!(!has_tests("//! Tests nothing.\nfn test() {}"));
    }
}
