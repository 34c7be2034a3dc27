//! `deny`: licences, sources and known holes of what we depend on, as `deny.toml` says.

use std::{path::Path, process::Command};

use anyhow::Result;
use dev_deployment::{paint, process, workspace};

use crate::tool::Tool;

const TOOL: Tool = Tool {
    package: "cargo-deny",
    version: "0.20.2",
    arguments: &[],
};
/// What cargo-deny says when the database of advisories cannot be fetched.
const NO_DATABASE: &str = "failed to fetch advisory database";

/// Fails for what may not be depended on. Known holes are looked for where their database can be fetched.
pub fn run() -> Result<()> {
    let program = TOOL.ensure()?;
    process::run(check(&program).args(["licenses", "bans", "sources"]))?;
    let mut advisories = check(&program);
    advisories.arg("advisories");
    let output = advisories.output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    eprint!("{said}");
    if output.status.success() {
        return Ok(());
    }
    anyhow::ensure!(said.contains(NO_DATABASE), "there are known holes");
    eprintln!(
        "{}",
        paint::yellow("known holes were not looked for: their database cannot be fetched")
    );
    Ok(())
}

fn check(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(workspace::root()).args([
        "--locked",
        "--log-level",
        "error",
        "check",
        "--hide-inclusion-graph",
    ]);
    command
}
