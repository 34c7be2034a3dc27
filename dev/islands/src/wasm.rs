//! From a package to a module for the browser.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use dev_deployment::{
    names,
    process::{self, Display},
    workspace,
};

const TARGET: &str = "wasm32-unknown-unknown";
/// As cargo-leptos calls it, with its options.
const OPTIMISER: &str = "wasm-opt";
const OPTIONS: [&str; 3] = ["-Oz", "--enable-bulk-memory", "--enable-nontrapping-float-to-int"];

/// Compiles a package, in the folder and with the flags of cargo-leptos: what one has compiled the other need not.
pub fn compile(package: &str, release: bool) -> Result<PathBuf> {
    let folder = workspace::target().join("front");
    let mut cargo = workspace::cargo();
    cargo
        .args(["build", "--lib", "--no-default-features", "--package"])
        .args([package, "--target", TARGET, "--target-dir"])
        .arg(&folder);
    if release {
        cargo.args(["--profile", names::RELEASE_PROFILE]);
    }
    // A server may be writing to the same terminal.
    process::run_cargo("the islands", Display::Lines, &mut cargo)?;
    let profile = if release { names::RELEASE_PROFILE } else { "debug" };
    let module = folder.join(TARGET).join(profile).join(package.replace('-', "_"));
    Ok(module.with_extension("wasm"))
}

/// Halves a module, in its place, with `wasm-opt` of the npm package binaryen.
pub fn optimise(module: &Path) -> Result<()> {
    let local = workspace::at("node_modules/.bin").join(OPTIMISER);
    let program = if local.is_file() {
        local.into_os_string()
    } else {
        OPTIMISER.into()
    };
    let mut command = Command::new(program);
    command.args(OPTIONS).arg(module).arg("-o").arg(module);
    process::run(&mut command).context("wasm-opt: npm ci in the workspace's folder gets it")
}
