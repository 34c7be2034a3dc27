//! From the package `frontend` to a module for the browser.

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use dev_progress::Display;

use crate::names;

const TARGET: &str = "wasm32-unknown-unknown";
/// As cargo-leptos calls it.
const OPTIMISER: &str = "wasm-opt";
const OPTIONS: [&str; 3] = ["-Oz", "--enable-bulk-memory", "--enable-nontrapping-float-to-int"];

/// Compiles it, in the folder and with the flags of cargo-leptos: what one has compiled the other need not.
pub fn compile(root: &Path, release: bool) -> Result<PathBuf> {
    let folder = target_folder(root).join("front");
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .current_dir(root)
        .args([
            "build",
            "--lib",
            "--no-default-features",
            "--package",
            names::PACKAGE,
        ])
        .args(["--target", TARGET, "--target-dir"])
        .arg(&folder)
        .stdin(Stdio::null());
    if release {
        cargo.args(["--profile", names::RELEASE_PROFILE]);
    }
    let mut child = dev_progress::prepare(&mut cargo)
        .spawn()
        .context("cannot start cargo")?;
    if let Some(said) = child.stderr.take() {
        dev_progress::follow("the islands", Display::Lines, said);
    }
    ensure!(child.wait()?.success(), "the islands do not compile");
    let profile = if release { names::RELEASE_PROFILE } else { "debug" };
    Ok(folder
        .join(TARGET)
        .join(profile)
        .join(names::PACKAGE)
        .with_extension("wasm"))
}

/// Where cargo puts what it compiles.
pub fn target_folder(root: &Path) -> PathBuf {
    root.join(
        env::var_os("CARGO_TARGET_DIR")
            .as_deref()
            .unwrap_or(OsStr::new("target")),
    )
}

/// Halves a module, in its place, with `wasm-opt` of the npm package binaryen.
pub fn optimise(root: &Path, module: &Path) -> Result<()> {
    let local = root.join("node_modules/.bin").join(OPTIMISER);
    let program = if local.is_file() {
        local.into_os_string()
    } else {
        OPTIMISER.into()
    };
    let status = Command::new(program)
        .args(OPTIONS)
        .arg(module)
        .arg("-o")
        .arg(module)
        .status();
    let status = status.context("wasm-opt is missing: npm ci in the workspace's folder gets it")?;
    ensure!(status.success(), "wasm-opt failed ({status})");
    Ok(())
}
