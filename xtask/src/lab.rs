//! The programs of the lab: built with cargo, then run with the words that follow their command.

use std::{ffi::OsString, process::Command};

use anyhow::Result;
use dev_deployment::{build, process, workspace};

/// Runs the session suite.
pub const TESTBED: &str = "testbed";
/// Measures sessions.
pub const BENCH: &str = "bench";

/// Builds a program, unless one of the words is `--no-build`, and runs it to its end.
pub fn run(program: &str, words: &[OsString]) -> Result<()> {
    if !words.iter().any(|word| word == "--no-build") {
        build::build(&[&[program]], false)?;
    }
    let mut command = Command::new(workspace::program(program, false));
    process::run(command.args(words))
}
