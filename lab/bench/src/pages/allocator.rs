//! This shop with the system's allocator, to measure what mimalloc alone brings.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result, ensure};
use dev_deployment::{
    process::{self, Display},
    workspace,
};

use crate::options::FOLDER;

const PROGRAM: &str = "monolith";
/// All features that it has by default, but for the allocator.
const FEATURES: &str = "lab";

/// Builds it, and keeps it where the next build does not replace it. The usual one must be built after it.
pub fn build() -> Result<()> {
    let mut cargo = workspace::cargo();
    cargo.args(["build", "--release", "-p", PROGRAM]);
    cargo.args(["--no-default-features", "--features", FEATURES]);
    process::run_cargo("monolith without mimalloc", Display::suitable(), &mut cargo)?;
    let folder = folder();
    fs::create_dir_all(&folder)?;
    fs::copy(workspace::program(PROGRAM, true), folder.join(PROGRAM))
        .with_context(|| format!("cannot copy it to {}", folder.display()))?;
    Ok(())
}

/// The folder with the program.
pub fn built() -> Result<PathBuf> {
    let folder = folder();
    ensure!(folder.join(PROGRAM).exists(), "it is not built");
    Ok(folder)
}

fn folder() -> PathBuf {
    workspace::at(FOLDER).join("without-mimalloc")
}
