//! `image`: the images that the Dockerfile describes, built and run without a container engine.

pub mod build;
mod inventory;
mod lint;
mod report;
pub mod root;
pub mod sandbox;
mod trial;

use std::{collections::BTreeMap, fs, process::Command};

use anyhow::{Context, Result, ensure};
use dev_deployment::{build::build as build_programs, paint, workspace};

use crate::{dockerfile::Dockerfile, document};
use root::Root;

/// The targets of the Dockerfile.
pub const TARGETS: [&str; 3] = ["monolith", "auth", "mall"];
/// The command that writes what was found.
const COMMAND: &str = "image --write";
/// Where everything is put together, as the Dockerfile's own commands do.
const FOLDER: &str = "target/image";
/// The most that an image may weigh on its way, in bytes, and on the disk.
const BUDGETS: [(&str, u64); 2] = [("compressed", 25_000_000), ("unpacked", 60_000_000)];

/// What is asked for.
#[derive(Debug)]
pub struct Options {
    /// The targets; all, if there are none.
    pub targets: Vec<String>,
    /// Whether the commands of the build stages are run.
    pub build: bool,
    /// Whether the images are run.
    pub run: bool,
    /// Whether docs/deployment.md is written anew.
    pub write: bool,
    /// Arguments of the build, over those of the Dockerfile.
    pub arguments: BTreeMap<String, String>,
}

/// Builds, puts together, weighs and runs.
pub fn run(options: &Options) -> Result<()> {
    let file = Dockerfile::parse(&fs::read_to_string(workspace::at("Dockerfile"))?)?;
    let targets: Vec<_> = TARGETS
        .into_iter()
        .filter(|target| options.targets.is_empty() || options.targets.iter().any(|wanted| wanted == target))
        .collect();
    ensure!(!targets.is_empty(), "the targets are {}", TARGETS.join(", "));
    let mut arguments = BTreeMap::from([("COMMIT".to_owned(), commit()?)]);
    arguments.extend(options.arguments.clone());

    let lint = lint::run()?;
    if options.build {
        build::build(&file, &targets, &arguments)?;
    }
    let roots = targets
        .iter()
        .map(|target| Root::assemble(&file, target, &arguments, build::Files::Built))
        .collect::<Result<Vec<_>>>()?;
    for root in &roots {
        weigh(root)?;
    }
    let inventories = roots.iter().map(inventory::check).collect::<Result<Vec<_>>>()?;
    if !options.run {
        return Ok(());
    }
    if options.build {
        build_programs(&[&["dev-postgres"]], false)?;
    }
    let trials = trial::run(&roots)?;
    let report = report::Report {
        commit: &arguments["COMMIT"],
        lint: &lint,
        roots: &roots,
        inventories: &inventories,
        trials: &trials,
    };
    println!("\n{report}");
    if options.write {
        document::write(COMMAND, &report.to_string())?;
    }
    Ok(())
}

/// Says what an image weighs, and fails if that is too much.
fn weigh(root: &Root) -> Result<()> {
    for ((what, budget), weight) in BUDGETS.into_iter().zip([root.compressed(), root.unpacked()]) {
        println!(
            "{} {:<9} {weight:>11} bytes {what}",
            paint::green("✓"),
            root.target
        );
        ensure!(
            weight <= budget,
            "{} weighs {weight} bytes {what}, more than {budget}",
            root.target
        );
    }
    Ok(())
}

fn commit() -> Result<String> {
    let output = Command::new("git")
        .current_dir(workspace::root())
        .args(["rev-parse", "HEAD"])
        .output()
        .context("cannot start git")?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
