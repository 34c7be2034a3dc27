//! Getting Prometheus without installing it: a package's service would start by itself.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use dev_deployment::{
    paint, process,
    system::{can_install, in_path},
    workspace,
};

/// Where Debian's package is unpacked.
const FOLDER: &str = ".tools/prometheus";

/// The programs of Prometheus.
pub struct Programs {
    pub prometheus: PathBuf,
    pub promtool: PathBuf,
}

/// Those of this machine, or got for this workspace alone; `None`, and a line on standard error, where they cannot be had.
pub fn ensure() -> Option<Programs> {
    if let Some(found) = found() {
        return Some(found);
    }
    let why = match get() {
        Ok(()) => "the package does not have it".to_owned(),
        Err(error) => format!("{error:#}"),
    };
    let found = found();
    if found.is_none() {
        eprintln!(
            "{} Prometheus cannot be had here (Debian: apt-get install prometheus): {why}",
            paint::yellow("NOT TRIED:")
        );
    }
    found
}

fn found() -> Option<Programs> {
    let find = |name: &str| {
        let unpacked = workspace::at(FOLDER).join("usr/bin").join(name);
        Some(unpacked)
            .filter(|path| path.is_file())
            .or_else(|| in_path(name))
    };
    Some(Programs {
        prometheus: find("prometheus")?,
        promtool: find("promtool")?,
    })
}

fn get() -> Result<()> {
    let folder = workspace::at(FOLDER);
    fs::create_dir_all(&folder)?;
    if download(&folder).is_err() {
        anyhow::ensure!(can_install(), "apt-get knows no package of it");
        process::run(Command::new("apt-get").args(["-q", "update"]))?;
        download(&folder)?;
    }
    let package = fs::read_dir(&folder)?
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "deb"))
        .context("apt-get has left no package")?;
    process::run(Command::new("dpkg-deb").arg("-x").arg(&package).arg(&folder))?;
    Ok(fs::remove_file(package)?)
}

fn download(folder: &Path) -> Result<()> {
    let apt_get = in_path("apt-get").context("there is no apt-get")?;
    process::run(
        Command::new(apt_get)
            .args(["-q", "download", "prometheus"])
            .current_dir(folder),
    )
}
