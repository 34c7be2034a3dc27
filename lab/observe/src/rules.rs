//! What `promtool` says of the files.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use dev_deployment::workspace;

use crate::{
    install::Programs,
    shipped::{self, RULES, SCRAPE, TESTS},
};

/// Checks the configuration and the rules, and runs the rules' tests.
pub fn check(programs: &Programs) -> Result<()> {
    for words in [
        ["check", "config", SCRAPE],
        ["check", "rules", RULES],
        ["test", "rules", TESTS],
    ] {
        let mut promtool = Command::new(&programs.promtool);
        let said = promtool
            .args(words)
            .current_dir(workspace::root())
            .output()
            .context("promtool cannot be started")?;
        let text = [said.stdout, said.stderr].concat();
        let text = String::from_utf8_lossy(&text);
        ensure!(said.status.success(), "promtool {}: {text}", words.join(" "));
    }
    shipped::check_runbooks()
}
