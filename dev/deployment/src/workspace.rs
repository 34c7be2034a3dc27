//! Where things are in this workspace, and what its lock file says.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

/// The folder of the workspace, two above this package at the time it was compiled.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here)
}

/// A path below the workspace.
pub fn at(path: &str) -> PathBuf {
    root().join(path)
}

/// Where cargo puts what it compiles.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| at("target"), |folder| root().join(folder))
}

/// A program that this workspace built.
pub fn program(name: &str, release: bool) -> PathBuf {
    target()
        .join(if release { "release" } else { "debug" })
        .join(name)
}

/// The cargo that runs us, in the workspace's folder.
pub fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root());
    // `cargo run` describes this package to us; a cargo below us must not take that for its own.
    for name in std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()) {
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            cargo.env_remove(name);
        }
    }
    cargo
}

/// The text of the lock file.
pub fn lock_file() -> Result<String> {
    let path = at("Cargo.lock");
    fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
}

/// All locked versions of a package. The lock file is regular enough not to need a TOML parser.
pub fn locked_versions<'a>(lock: &'a str, package: &str) -> Vec<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines();
    let mut versions = Vec::new();
    while lines.any(|line| line == name) {
        let version = lines.next().and_then(|line| line.strip_prefix("version = \""));
        versions.extend(version.and_then(|line| line.strip_suffix('"')));
    }
    versions
}

/// The members of the workspace, as `cargo metadata` describes them.
pub fn members() -> Result<Vec<serde_json::Value>> {
    let output = cargo()
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .output()?;
    anyhow::ensure!(
        output.status.success(),
        "cargo metadata: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    Ok(metadata["packages"].as_array().cloned().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::locked_versions;

    const LOCK: &str = r#"
[[package]]
name = "wasm-bindgen"
version = "0.2.130"

[[package]]
name = "wasm-bindgen-macro"
version = "0.2.130"

[[package]]
name = "twice"
version = "1.0.0"
source = "registry"

[[package]]
name = "twice"
version = "2.0.0"
dependencies = [
 "wasm-bindgen",
]
"#;

    #[test]
    fn versions_are_read_from_the_lock_file() {
        assert_eq!(locked_versions(LOCK, "wasm-bindgen"), ["0.2.130"]);
        assert_eq!(locked_versions(LOCK, "twice"), ["1.0.0", "2.0.0"]);
        assert_eq!(locked_versions(LOCK, "wasm"), [""; 0]);
    }
}
