//! What belongs to the compiler and may be missing: added where there is rustup, else named.

use std::{path::Path, process::Command};

use anyhow::{Context, Result, bail};
use dev_deployment::{process, workspace};

/// What the islands are compiled for.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Adds the standard library for the browser.
pub fn ensure_wasm() -> Result<()> {
    if wasm_installed()? {
        return Ok(());
    }
    add(&["target", "add", WASM]).context(
        "the islands need Rust's standard library for wasm32-unknown-unknown: run `rustup target add \
         wasm32-unknown-unknown` while there is a network, or install your distribution's package of it",
    )
}

/// Adds the tools that cargo calls by these names.
pub fn ensure_components(names: &[&str]) -> Result<()> {
    for name in names {
        let program = if *name == "rustfmt" { "fmt" } else { name };
        let there = workspace::cargo()
            .args([program, "--version"])
            .output()?
            .status
            .success();
        if !there {
            add(&["component", "add", name]).with_context(|| {
                format!("{name} is missing: rustup component add {name}, or your distribution's package")
            })?;
        }
    }
    Ok(())
}

/// Whether the standard library for the browser is there, however Rust was installed.
pub fn wasm_installed() -> Result<bool> {
    let folder = rustc(&["--print", "target-libdir", "--target", WASM])?;
    Ok(Path::new(&folder).is_dir())
}

/// The active compiler's version, such as `1.95.0`.
pub fn compiler() -> Result<String> {
    let said = rustc(&["--version"])?;
    let version = said.split(' ').nth(1).context("rustc does not say its version")?;
    Ok(version.to_owned())
}

fn add(words: &[&str]) -> Result<()> {
    process::run(Command::new("rustup").current_dir(workspace::root()).args(words))
}

fn rustc(words: &[&str]) -> Result<String> {
    let output = Command::new("rustc")
        .current_dir(workspace::root())
        .args(words)
        .output()
        .context("cannot start rustc")?;
    if !output.status.success() {
        bail!(
            "rustc {}: {}",
            words.join(" "),
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
