//! `deploy run`: what stands in compose files, or in manifests for Kubernetes, with the programs of this machine.
//!
//! The images that the Dockerfile describes are run as `image` has put them together. In place of images from elsewhere stands what
//! this machine has: a PostgreSQL of its own, `psql` and `sh`, Caddy. Every container has an address of its own below 127.0.8.0, under
//! the names that the file says; commands, environment, secrets, files, health checks and their order are the file's.

mod container;
mod ground;
pub mod kubernetes;
mod machine;
mod project;
mod smoke;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use dev_deployment::{build, stop};

use crate::{document, image::build::Files};
use project::Project;

/// What is asked for.
#[derive(Debug)]
pub struct Options {
    /// The compose files, each over those before it; or one file of manifests.
    pub files: Vec<PathBuf>,
    /// Whether the private PostgreSQL's program is built first.
    pub build: bool,
    /// Whether docs/deployment.md is written anew.
    pub write: bool,
    /// What the images are put together from.
    pub images: Files,
    /// Whether it stays until it is told to stop, instead of being tried.
    pub hold: bool,
}

/// Starts everything, tries it, and ends everything.
pub fn run(options: &Options) -> Result<()> {
    if options.build {
        build::build(&[&["dev-postgres"]], false)?;
    }
    if let [file] = &options.files[..]
        && are_manifests(file)?
    {
        return kubernetes::run(file, options);
    }
    let mut project = Project::prepare(&options.files, options.images)?;
    project.start()?;
    if options.hold {
        println!("ready: {}", project.place("MALL_ORIGIN")?.origin);
        loop {
            project.check()?;
            stop::check_interrupt()?;
        }
    }
    smoke::run(&mut project)?;
    project.end()?;
    if options.write {
        let names = options.files.iter().filter_map(|file| file.file_name()?.to_str());
        let command = format!("deploy run {}", names.collect::<Vec<_>>().join(" "));
        let lines = project.findings().iter().map(|finding| format!("- {finding}\n"));
        document::write(&command, &lines.collect::<String>())?;
    }
    Ok(())
}

/// Whether a file holds objects of Kubernetes: each says the version of its interface, and no compose file does.
fn are_manifests(file: &Path) -> Result<bool> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    Ok(text.lines().any(|line| line.starts_with("apiVersion:")))
}
