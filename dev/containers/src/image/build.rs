//! The commands of the build stages, run here instead of in a container.

use std::{collections::BTreeMap, path::PathBuf, process::Command};

use anyhow::{Context, Result};
use dev_deployment::{paint, process, workspace};

use crate::dockerfile::{Copy, Dockerfile};

/// Runs the commands of every stage that the targets copy from, each stage once. What those stages stand on only prepares the
/// container (compiler, tools, dependencies): here that is the machine's own.
pub fn build(file: &Dockerfile, targets: &[&str], given: &BTreeMap<String, String>) -> Result<()> {
    let mut stages = Vec::new();
    for target in targets {
        for copy in file.image(target, given)?.copies {
            let stage = copy.from.context("the last stages copy from other stages")?;
            if !stages.contains(&stage) {
                stages.push(stage);
            }
        }
    }
    for stage in stages {
        let build = file.build(&stage, given)?;
        for command in &build.commands {
            eprintln!("{} {stage}: {command}", paint::bold("▶"));
            let mut shell = Command::new("sh");
            shell
                .current_dir(workspace::root())
                .args(["-e", "-c", command])
                .envs(build.variables.iter().filter(|(name, _)| !is_of_container(name)));
            // A cargo below us must not take the package that we are for its own.
            for (name, _) in std::env::vars().filter(|(name, _)| is_ours(name)) {
                shell.env_remove(name);
            }
            process::run(&mut shell)?;
        }
    }
    Ok(())
}

/// Whether a variable chooses among what a container has: here that is the machine's own.
fn is_of_container(variable: &str) -> bool {
    variable == "RUSTUP_TOOLCHAIN"
}

fn is_ours(variable: &str) -> bool {
    variable.starts_with("CARGO_PKG_") || variable.starts_with("CARGO_MANIFEST_")
}

/// What the files of an image are taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Files {
    /// What the commands of the Dockerfile have built.
    Built,
    /// The debug programs of this workspace and the site of `cargo xtask deploy run --local`. They need the libraries of this machine.
    Local,
}

/// The site that stands in for that of an image, and the list of its hashes.
const LOCAL_SITE: &str = "target/deploy/site";
const LOCAL_HASHES: &str = "target/release/hash.txt";

/// Where the files of a `COPY` are: the folder that its stage works in is the workspace.
pub fn sources(file: &Dockerfile, copy: &Copy, files: Files) -> Result<Vec<PathBuf>> {
    let stage = copy
        .from
        .as_ref()
        .context("the last stages copy from other stages")?;
    let folder = file.build(stage, &BTreeMap::new())?.folder;
    let here = |source: &String| {
        let below = source.strip_prefix(&format!("{folder}/"));
        let below = below.with_context(|| format!("{source} is not in {folder}, where {stage} works"))?;
        Ok(match (files, below.strip_prefix("target/image/")) {
            (Files::Built, _) | (_, None) => workspace::at(below),
            (Files::Local, Some("site")) => workspace::at(LOCAL_SITE),
            (Files::Local, Some("hash.txt")) => workspace::at(LOCAL_HASHES),
            (Files::Local, Some(program)) => workspace::program(program, false),
        })
    };
    copy.sources.iter().map(here).collect()
}
