//! cargo-leptos, for the development loop only.

use std::{env, ffi::OsString, fs, process::Command};

use anyhow::Result;
use dev_deployment::{process, process::Display, workspace};

use crate::{
    rustup,
    tool::{self, Tool},
};

/// The newest, and the first minor version of Rust that builds the packages in its lock file.
const NEWEST: (&str, u32) = ("0.3.11", 96);
/// Built with Rust 1.95.
const OLDER: &str = "0.3.8";

/// `cargo-leptos leptos`, installed and with what it calls in its PATH.
pub fn command() -> Result<Command> {
    rustup::ensure_wasm()?;
    let program = tool()?.ensure()?;
    bindgen()?;
    let mut command = Command::new(program);
    command
        .current_dir(workspace::root())
        .env("PATH", path())
        .arg("leptos");
    Ok(command)
}

/// The version for the active compiler.
pub fn tool() -> Result<Tool> {
    Ok(Tool {
        package: "cargo-leptos",
        version: version_for(&rustup::compiler()?),
        arguments: &["--no-default-features", "--features", "no_downloads"],
    })
}

/// cargo-leptos calls `wasm-bindgen`: ours, which speaks the language of the locked library.
fn bindgen() -> Result<()> {
    let mut cargo = workspace::cargo();
    cargo.args(["build", "-p", "islands", "--bin", "bindgen"]);
    process::run_cargo("wasm-bindgen", Display::suitable(), &mut cargo)?;
    let place = tool::folder().join("wasm-bindgen");
    let draft = place.with_extension("draft");
    fs::copy(workspace::program("bindgen", false), &draft)?;
    fs::rename(draft, place)?;
    Ok(())
}

fn path() -> OsString {
    let before = [tool::folder(), workspace::at("node_modules/.bin")];
    let inherited = env::var_os("PATH").unwrap_or_default();
    env::join_paths(before.into_iter().chain(env::split_paths(&inherited))).unwrap_or(inherited)
}

fn version_for(compiler: &str) -> &'static str {
    let (newest, needs) = NEWEST;
    let minor = compiler.split('.').nth(1).and_then(|minor| minor.parse().ok());
    if minor.is_some_and(|minor: u32| minor >= needs) {
        newest
    } else {
        OLDER
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_compiler_gets_a_version_that_it_can_build() {
        assert_eq!(version_for("1.95.0"), "0.3.8");
        assert_eq!(version_for("1.96.0-beta.1"), "0.3.11");
        assert_eq!(version_for("1.100.2"), "0.3.11");
    }
}
