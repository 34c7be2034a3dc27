//! What every run stands on: a folder of its own, and the images.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::PathBuf,
    sync::Arc,
};

use anyhow::{Context, Result};
use dev_deployment::{process::Output, workspace};

use crate::{
    dockerfile::Dockerfile,
    image::{build::Files, root::Root},
};

const FOLDER: &str = "target/deploy";
/// Where the private PostgreSQL keeps its data.
pub const POSTGRES: &str = "target/deploy/postgres";

/// An empty folder for a run, and the log in it.
pub fn folder(name: &str) -> Result<(PathBuf, Output)> {
    let folder = workspace::at(FOLDER).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let log = File::options()
        .create(true)
        .append(true)
        .open(folder.join("log"))?;
    Ok((folder, Output::File(Arc::new(log))))
}

/// The roots of images, by target; with each target go the arguments that it is built with.
pub fn roots<'a>(
    files: Files,
    targets: impl Iterator<Item = (&'a str, &'a BTreeMap<String, String>)>,
) -> Result<BTreeMap<String, Root>> {
    let dockerfile = Dockerfile::parse(&fs::read_to_string(workspace::at("Dockerfile"))?)?;
    let mut roots = BTreeMap::new();
    for (target, arguments) in targets {
        if !roots.contains_key(target) {
            let root = Root::assemble(&dockerfile, target, arguments, files)
                .context("the images are not there: cargo xtask image --no-run")?;
            roots.insert(target.to_owned(), root);
        }
    }
    Ok(roots)
}
