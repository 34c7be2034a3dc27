//! What runs in the browser. The mall works without it, so it is built beside a running server.

use std::time::Instant;

use anyhow::Result;

use crate::tools::{self, Tool};
use dev_deployment::{paint, process, site, stop::Stopped, workspace};

/// cargo-leptos empties its site folder before it builds. In a folder of its own it cannot take the stylesheet away
/// from under a visitor, and a build that fails leaves what was there.
const OWN_SITE: &str = "target/site-islands";

/// Builds the islands and says so; a failure is a pity, not the end.
pub fn follow(release: bool) {
    let started = Instant::now();
    match build(release) {
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

/// Gets the tools that are missing, builds, and puts the result beside what is served already.
pub fn build(release: bool) -> Result<()> {
    build_into(OWN_SITE, release)?;
    site::mirror(&workspace::at(OWN_SITE), &site::root())
}

/// Builds into a site folder; for release with every file compressed beside itself.
pub fn build_into(site: &str, release: bool) -> Result<()> {
    tools::ensure(release)?;
    eprintln!("{}", paint::dim("building the islands …"));
    let mut leptos = Tool::CargoLeptos.command();
    leptos.args(["leptos", "build", "--frontend-only"]);
    if release {
        leptos.args(["--release", "--precompress"]);
    }
    process::run(leptos.env("LEPTOS_SITE_ROOT", site))
}
