//! Programs of the operating system.

use std::{env, path::PathBuf, process::Command};

use anyhow::Result;
use rustix::process::geteuid;

use crate::process;

/// Whether [`install`] can work: as root on Debian or its like.
pub fn can_install() -> bool {
    geteuid().is_root() && in_path("apt-get").is_some()
}

/// Installs packages, asking no questions.
pub fn install(packages: &[&str]) -> Result<()> {
    process::run(apt_get().arg("update"))?;
    process::run(
        apt_get()
            .args(["install", "-y", "--no-install-recommends"])
            .args(packages),
    )
}

fn apt_get() -> Command {
    let mut apt_get = Command::new("apt-get");
    apt_get.arg("-q").env("DEBIAN_FRONTEND", "noninteractive");
    apt_get
}

/// The program of this name that a shell would take.
pub fn in_path(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}
