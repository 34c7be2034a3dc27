//! What the development loop was last proven with. The proof takes minutes, most of them for compiling cargo-leptos, and what it depends on
//! hardly ever changes.

use std::{fs, process::Command};

use anyhow::{Context, Result, ensure};
use dev_deployment::workspace;

/// One line for each thing that the proof depends on.
pub const FILE: &str = "xtask/src/watch/proof.txt";

/// Files and folders, of which git's hash counts.
const FILES: [&str; 14] = [
    ".cargo/config.toml",
    "dev/islands",
    "frontend",
    "package-lock.json",
    "rust-toolchain.toml",
    "style/main.css",
    "xtask/src/islands.rs",
    "xtask/src/leptos.rs",
    "xtask/src/npm.rs",
    "xtask/src/rustup.rs",
    "xtask/src/tool.rs",
    "xtask/src/watch/compare.rs",
    "xtask/src/watch/mod.rs",
    "xtask/src/watch/reload.rs",
];
/// Sections that count, of the workspace's manifest and of the server's.
const SECTIONS: [&str; 3] = ["[features]", "[profile.", "[[workspace.metadata.leptos"];
const MANIFESTS: [&str; 2] = ["Cargo.toml", "server/monolith/Cargo.toml"];
/// Packages whose version counts, by the beginning of their name.
const FAMILY: [&str; 10] = [
    "browserslist",
    "js-sys",
    "leptos",
    "lightningcss",
    "reactive_",
    "server_fn",
    "tachys",
    "wasm-bindgen",
    "wasm_",
    "web-sys",
];

/// What a proof would be of now, as it is committed.
pub fn inputs() -> Result<String> {
    let read = |name: &str| fs::read_to_string(workspace::at(name)).context(name.to_owned());
    let mut inputs = committed()?;
    for manifest in MANIFESTS {
        inputs += &sections(&read(manifest)?);
    }
    Ok(inputs + &versions(&read("Cargo.lock")?))
}

/// Whether this was proven.
pub fn is_of(inputs: &str) -> bool {
    fs::read_to_string(workspace::at(FILE)).is_ok_and(|proven| proven == inputs)
}

/// Notes that this is proven.
pub fn write(inputs: &str) -> Result<()> {
    fs::write(workspace::at(FILE), inputs).context(FILE)
}

fn committed() -> Result<String> {
    let output = Command::new("git")
        .args(["ls-files", "--stage", "--"])
        .args(FILES)
        .current_dir(workspace::root())
        .output()
        .context("git")?;
    ensure!(output.status.success(), "git does not say what is committed");
    Ok(String::from_utf8(output.stdout)?)
}

fn sections(manifest: &str) -> String {
    let mut within = false;
    let mut kept = String::new();
    for line in manifest
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        if line.starts_with('[') {
            within = SECTIONS.iter().any(|section| line.starts_with(section));
        }
        if within {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

fn versions(lock: &str) -> String {
    let value = |line: &str, key: &str| Some(line.strip_prefix(key)?.trim_matches('"').to_owned());
    let mut name = String::new();
    let mut kept = String::new();
    for line in lock.lines() {
        if let Some(found) = value(line, "name = ") {
            name = found;
        } else if let Some(version) = value(line, "version = ")
            && FAMILY.iter().any(|family| name.starts_with(family))
        {
            kept.extend([&name, " ", &version, "\n"]);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cargo_leptos_reads_of_the_manifest() {
        let manifest = "[package]\nname = \"a\"\n\n[profile.dev]\n# why\ndebug = 1\n\n[dependencies]\nx = \"1\"\n\n\
                        [[workspace.metadata.leptos]]\nname = \"b\"\n";
        assert_eq!(
            sections(manifest),
            "[profile.dev]\ndebug = 1\n[[workspace.metadata.leptos]]\nname = \"b\"\n"
        );
    }

    #[test]
    fn only_the_family_of_the_lock() {
        let lock = "[[package]]\nname = \"axum\"\nversion = \"0.8.9\"\n\n[[package]]\nname = \"leptos_axum\"\nversion = \"0.9.0\"\n";
        assert_eq!(versions(lock), "leptos_axum 0.9.0\n");
    }

    #[test]
    fn a_proof_is_of_what_there_is_in_every_line() {
        let inputs = inputs().expect("a checkout");
        for file in FILES {
            assert!(inputs.contains(file), "{file}");
        }
        for family in FAMILY {
            assert!(inputs.lines().any(|line| line.starts_with(family)), "{family}");
        }
        for section in SECTIONS {
            assert!(inputs.contains(section), "{section}");
        }
    }
}
