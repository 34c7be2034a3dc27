//! What the browser tests need, and the browser tests.
//!
//! Playwright starts the deployments it tests by itself: `xtask split --no-build --topology … --port …`, one process
//! per deployment, waits for the line `ready: …` and ends it with SIGTERM. It finds what it needs in the environment.

use std::process::Command;

use anyhow::Result;

use crate::{
    browsers::{self, Browser},
    islands::{self, Kind},
    lab, npm, social,
};
use dev_deployment::{build, process, site, topology::Layout, workspace};

const FOLDER: &str = "end2end";

/// A part of the work, with its name for the summary.
pub type Step = (&'static str, fn() -> Result<()>);

/// Everything before the tests themselves, in this order.
pub const STEPS: [Step; 4] = [
    ("build the servers", servers),
    ("build the islands", islands),
    ("npm ci", packages),
    ("browsers", browsers),
];

/// Runs the specs.
pub fn playwright(rest: &[std::ffi::OsString]) -> Result<()> {
    let mut npx = Command::new("npx");
    npx.current_dir(workspace::at(FOLDER))
        .args(["--no-install", "playwright", "test"])
        .args(rest);
    npx.env("XTASK", std::env::current_exe()?);
    // A browser of the system's; without it Playwright takes the one it downloaded.
    for browser in browsers::ALL {
        if let Some(path) = browser.find() {
            npx.env(browser.variable(), path);
        }
    }
    process::run(&mut npx)
}

fn servers() -> Result<()> {
    for layout in [Layout::Copies, Layout::Split] {
        build::build(build::programs(layout), false)?;
    }
    build::build(&[&[lab::SERVER.package()]], false)?;
    social::build(false)?;
    site::stage()
}

/// As visitors get them: a fortieth of the debug build's size, and each test's browser is a new one with an empty cache.
fn islands() -> Result<()> {
    islands::build(Kind::Release)?;
    islands::build_lab(Kind::Release)
}

fn packages() -> Result<()> {
    npm::ensure(&workspace::at(FOLDER))
}

fn browsers() -> Result<()> {
    Browser::Chromium.ensure(&workspace::at(FOLDER))?;
    // The one makes tests faster, the other is for one smoke test; the specs say when it is missing.
    for browser in [Browser::HeadlessShell, Browser::Firefox] {
        if let Err(error) = browser.ensure(&workspace::at(FOLDER)) {
            eprintln!("no {browser:?}: {error:#}");
        }
    }
    Ok(())
}
