//! Programs of their own, most of them the lab's: built with cargo, then run with the words that follow their command.

use std::{
    ffi::OsString,
    process::{Command, ExitCode},
};

use anyhow::Result;
use dev_deployment::{
    build,
    process::{self, Process},
    stop,
    topology::Layout,
    workspace,
};

use crate::{
    islands,
    tool::{self, Tool},
};

/// What the Dockerfile builds programs with.
const AUDITABLE: Tool = Tool {
    package: "cargo-auditable",
    version: "0.7.7",
    arguments: &[],
};

/// A program and the package it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Program {
    package: &'static str,
    name: &'static str,
}

/// Runs the session suite.
pub const TESTBED: Program = Program::of("testbed", "testbed");
/// Measures sessions.
pub const BENCH: Program = Program::of("bench", "bench");
/// Says why a login gets lost between two services.
pub const VERIFY: Program = Program::of("verify", "verify-login");
/// Plays the cases of the proxies.
pub const PROXIES: Program = Program::of("lab-proxies", "judge-proxies");
/// Asks a real Prometheus.
pub const OBSERVE: Program = Program::of("lab-observe", "observe");
/// Rehearses the split.
pub const REHEARSAL: Program = Program::of("rehearsal", "rehearse");
/// Executes fail-overs of the database.
pub const FAILOVER: Program = Program::of("lab-failover", "failover");
/// Runs what is shipped for container engines.
pub const CONTAINERS: Program = Program::of("dev-containers", "containers");
/// The site that containers of local programs serve.
const CONTAINERS_SITE: &str = "target/deploy/site";
/// The session lab itself.
pub const SERVER: Program = Program::of("lab-server", "session-lab");

impl Program {
    const fn of(package: &'static str, name: &'static str) -> Self {
        Self { package, name }
    }

    /// The package it is in.
    pub const fn package(self) -> &'static str {
        self.package
    }
}

/// Builds a program, unless one of the words is `--no-build`, and runs it to its end, which has to be a success.
pub fn run(program: Program, words: &[OsString]) -> Result<()> {
    process::run(&mut built(program, words)?)
}

/// The same for somebody who reads the exit code, which is the program's own.
pub fn exit_code(program: Program, words: &[OsString]) -> Result<ExitCode> {
    let mut process = Process::spawn(program.name, &mut built(program, words)?)?;
    let is_looked_at = program == SERVER
        && words
            .first()
            .is_none_or(|word| word == "serve" || word == "--port");
    if is_looked_at && !words.iter().any(|word| word == "--no-build") {
        // The pages work without them: they follow.
        std::thread::spawn(islands::follow_lab);
    }
    loop {
        if let Some(status) = process.ended()? {
            let code = status.code().and_then(|code| u8::try_from(code).ok());
            return Ok(code.map_or(ExitCode::FAILURE, ExitCode::from));
        }
        stop::check_interrupt()?;
    }
}

fn built(program: Program, words: &[OsString]) -> Result<Command> {
    let mut command = Command::new(workspace::program(program.name, false));
    command.args(words);
    if words.iter().any(|word| word == "--no-build") {
        return Ok(command);
    }
    build::build(&[&[program.package]], false)?;
    if program == CONTAINERS && words.iter().any(|word| word == "--local") {
        build::build(build::programs(Layout::Split), false)?;
        build::build(build::programs(Layout::Copies), false)?;
        islands::build_into(CONTAINERS_SITE, islands::Kind::Release, &["--hash-files"])?;
    }
    let builds_images = words.first().is_some_and(|word| word == "image");
    if program == CONTAINERS && builds_images && !words.iter().any(|word| word == "--help") {
        AUDITABLE.ensure()?;
        let known = std::env::var_os("PATH").unwrap_or_default();
        let path = std::iter::once(tool::folder()).chain(std::env::split_paths(&known));
        command.env("PATH", std::env::join_paths(path)?);
    }
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::AUDITABLE;

    #[test]
    fn images_are_built_here_with_what_the_dockerfile_says() {
        let file = include_str!("../../Dockerfile");
        let install = format!(
            "cargo install {} --version {} ",
            AUDITABLE.package, AUDITABLE.version
        );
        assert!(file.contains(&install), "{install}");
    }
}
