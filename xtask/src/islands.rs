//! What runs in the browser. The mall works without it, so it is built beside a running server.

use std::{process::Command, time::Instant};

use anyhow::Result;
use dev_deployment::{paint, process, process::Display, site, stop::Stopped, workspace};

use crate::{npm, rustup};

/// A folder of its own, which is emptied for every build: nothing is taken away from under a visitor, and a build
/// that fails leaves what was there.
const OWN_SITE: &str = "target/site-islands";

/// What is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// For the first minute: compiled in the shortest time, with the stylesheet of [`site::stage`].
    Quick,
    /// As cargo-leptos builds it while developing.
    Full,
    /// As visitors get it: optimised, each file compressed beside itself.
    Release,
}

/// Builds the islands and says so; a failure is a pity, not the end.
pub fn follow(release: bool) {
    let started = Instant::now();
    match build(if release { Kind::Release } else { Kind::Quick }) {
        Ok(()) => eprintln!(
            "{} after {} s: reload the page",
            paint::green("the islands are there"),
            started.elapsed().as_secs()
        ),
        Err(error) if error.is::<Stopped>() => {}
        Err(error) => eprintln!(
            "{} {error:#}\nthe mall works without them",
            paint::yellow("the islands could not be built:")
        ),
    }
}

/// Builds, and puts the result beside what is served already.
pub fn build(kind: Kind) -> Result<()> {
    build_into(OWN_SITE, kind, &[])?;
    site::mirror(&workspace::at(OWN_SITE), &site::root())
}

/// The lab's, and how they differ from the shop's.
const LAB_SITE: &str = "target/site-lab";
const LAB_OWN_SITE: &str = "target/site-lab-islands";
const LAB: [&str; 6] = [
    "--package",
    "lab-frontend",
    "--output",
    "lab",
    "--style",
    "lab/web/style/main.css",
];

/// Builds the islands of the lab's pages beside a running lab.
pub fn follow_lab() {
    match build_lab(Kind::Quick) {
        Ok(()) => eprintln!("{}", paint::green("the lab's islands are there: reload the page")),
        Err(error) if error.is::<Stopped>() => {}
        Err(error) => eprintln!(
            "{} {error:#}\nthe lab works without them",
            paint::yellow("the lab's islands could not be built:")
        ),
    }
}

/// Builds the lab's, and puts the result beside what is served already.
pub fn build_lab(kind: Kind) -> Result<()> {
    build_into(LAB_OWN_SITE, kind, &LAB)?;
    site::mirror(&workspace::at(LAB_OWN_SITE), &workspace::at(LAB_SITE))
}

/// Builds into a site folder, with further words for the program.
pub fn build_into(site: &str, kind: Kind, words: &[&str]) -> Result<()> {
    rustup::ensure_wasm()?;
    let mut cargo = workspace::cargo();
    cargo.args(["build", "-p", "islands", "--bin", "islands"]);
    if kind != Kind::Quick {
        cargo.args(["--features", "full"]);
    }
    // A server may be writing to the same terminal.
    process::run_cargo("the builder of the islands", Display::Lines, &mut cargo)?;

    let mut islands = Command::new(workspace::program("islands", false));
    islands.arg("--site").arg(workspace::at(site)).args(words);
    if kind == Kind::Release {
        // wasm-opt, which halves the wasm.
        npm::ensure(workspace::root())?;
        islands.arg("--release");
    }
    process::run(&mut islands)
}
