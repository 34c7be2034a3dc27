//! Programs of the operating system.

use std::{env, path::PathBuf, process::Command};

/// `apt-get` that asks no questions.
pub fn apt_get() -> Command {
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
