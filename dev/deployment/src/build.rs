//! Building our own programs.

use std::process::Command;

use anyhow::Result;

use crate::{
    members,
    process::{self, Display},
    topology::Layout,
    workspace,
};

/// Those that are made of the product.
const SERVICES: [&str; 3] = ["monolith", "auth", "mall"];

/// The programs of a layout, as groups that are built together when they are optimised: each service by itself, as it is
/// shipped. `dev-postgres` brings no features of its own.
pub fn programs(layout: Layout) -> &'static [&'static [&'static str]] {
    match layout {
        Layout::Monolith => &[&["monolith", "dev-postgres"]],
        Layout::Copies => &[&["monolith", "dev-postgres"], &["gateway"]],
        Layout::Split => &[&["auth", "dev-postgres"], &["mall"], &["gateway"]],
    }
}

/// Builds them, and shows how far that is.
///
/// What is not optimised is built with one set of features, that of the Rust tests, whichever of the programs are wanted: cargo unifies the
/// features of all members that it is told of, and would build the crates of others anew for each set.
pub fn build(groups: &[&[&str]], release: bool) -> Result<()> {
    build_with(groups, release, &[])
}

/// Builds programs as [`build`] does, the services among them with features that they do not have by themselves.
pub fn build_with(groups: &[&[&str]], release: bool, features: &[&str]) -> Result<()> {
    if release {
        return groups
            .iter()
            .try_for_each(|group| run(group, with_features(group, features).arg("--release")));
    }
    let wanted = groups.concat();
    run(&wanted, &mut selected(&wanted, features)?)
}

/// Builds what the first page needs and nothing that only others need, features included.
pub fn build_alone(group: &[&str], release: bool) -> Result<()> {
    let mut cargo = with_features(group, &[]);
    if release {
        cargo.arg("--release");
    }
    run(group, &mut cargo)
}

/// A build of some programs with the features that all members together have.
pub fn selection() -> Result<Command> {
    let mut cargo = workspace::cargo();
    cargo.arg("build");
    for member in members::here()? {
        cargo.args(["-p", &member]);
    }
    Ok(cargo)
}

fn selected(packages: &[&str], features: &[&str]) -> Result<Command> {
    let mut cargo = selection()?;
    for program in members::programs(packages)? {
        cargo.args(["--bin", &program]);
    }
    for service in SERVICES.iter().filter(|service| packages.contains(service)) {
        for feature in features {
            cargo.args(["--features", &format!("{service}/{feature}")]);
        }
    }
    Ok(cargo)
}

fn with_features(packages: &[&str], features: &[&str]) -> Command {
    let mut cargo = workspace::cargo();
    cargo.arg("build");
    for package in packages {
        cargo.args(["-p", package]);
        if SERVICES.contains(package) {
            for feature in features {
                cargo.args(["--features", &format!("{package}/{feature}")]);
            }
        }
    }
    cargo
}

fn run(packages: &[&str], cargo: &mut Command) -> Result<()> {
    process::run_cargo(&packages.join(", "), Display::suitable(), cargo)
}
