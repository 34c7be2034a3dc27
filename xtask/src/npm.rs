//! Packages of npm.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result};
use dev_deployment::process;

/// Installs what a folder's package-lock.json names, unless it is there.
pub fn ensure(folder: &Path) -> Result<()> {
    if installed(folder) {
        return Ok(());
    }
    let mut npm = Command::new("npm");
    // Browsers come later, and only if the system has none.
    npm.current_dir(folder)
        .args(["ci", "--no-audit", "--no-fund"])
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    process::run(&mut npm).context("Node.js 20 or newer with npm is needed")
}

/// npm writes its own list last; when that is younger than ours, there is nothing to do.
fn installed(folder: &Path) -> bool {
    let time = |file: &str| {
        fs::metadata(folder.join(file))
            .and_then(|file| file.modified())
            .ok()
    };
    time("node_modules/.package-lock.json")
        .zip(time("package-lock.json"))
        .is_some_and(|(theirs, ours)| theirs >= ours)
}
