//! Programs that cargo installs, in `.tools/` of this workspace.

use std::{
    fs::{self, File, TryLockError},
    path::PathBuf,
    process::Command,
};

use anyhow::Result;
use dev_deployment::{process, process::Display, stop, workspace};

const FOLDER: &str = ".tools";
/// Apart from our own target folder: nothing of ours is to be rebuilt because of a tool.
const BUILD: &str = ".tools/build";

/// A program of this name in the package of the same name.
pub struct Tool {
    pub package: &'static str,
    pub version: &'static str,
    /// What `cargo install` is told besides.
    pub arguments: &'static [&'static str],
}

impl Tool {
    /// Whether this version is there.
    pub fn is_installed(&self) -> bool {
        let list = fs::read_to_string(workspace::at(FOLDER).join(".crates.toml")).unwrap_or_default();
        lists(&list, self.package, self.version) && self.program().is_file()
    }

    /// Installs it if it is missing. Two commands that start at once install once.
    pub fn ensure(&self) -> Result<PathBuf> {
        fs::create_dir_all(workspace::at(FOLDER))?;
        let lock = File::create(workspace::at(FOLDER).join("install.lock"))?;
        while let Err(TryLockError::WouldBlock) = lock.try_lock() {
            stop::check_interrupt()?;
        }
        if !self.is_installed() {
            let mut cargo = workspace::cargo();
            cargo
                .args(["install", self.package, "--version", self.version])
                .args(["--locked", "--debug", "--force"])
                .args(self.arguments)
                .arg("--root")
                .arg(workspace::at(FOLDER))
                .env("CARGO_TARGET_DIR", workspace::at(BUILD))
                // Nobody looks into them with a debugger, and without it they are built faster and in half the space.
                .env("CARGO_PROFILE_DEV_DEBUG", "false")
                .env("CARGO_INCREMENTAL", "0");
            if has_openssl() {
                // It would compile one of its own, which takes minutes.
                cargo.env("OPENSSL_NO_VENDOR", "1");
            }
            let what = format!("{} (once)", self.package);
            process::run_cargo(&what, Display::suitable(), &mut cargo)?;
            // Gigabytes that nobody needs any more.
            fs::remove_dir_all(workspace::at(BUILD))?;
        }
        Ok(self.program())
    }

    fn program(&self) -> PathBuf {
        folder().join(self.package)
    }
}

/// Where the programs are.
pub fn folder() -> PathBuf {
    workspace::at(FOLDER).join("bin")
}

/// Whether the system has OpenSSL to link, headers included.
fn has_openssl() -> bool {
    let mut pkg_config = Command::new("pkg-config");
    pkg_config.args(["--exists", "openssl"]);
    pkg_config.status().is_ok_and(|status| status.success())
}

/// Whether cargo's list of installed programs names this version.
fn lists(list: &str, package: &str, version: &str) -> bool {
    let entry = format!("\"{package} {version} (");
    list.lines().any(|line| line.starts_with(&entry))
}

#[cfg(test)]
mod tests {
    use super::lists;

    #[test]
    fn an_installed_version_is_recognised() {
        let list = "[v1]\n\"cargo-leptos 0.3.11 (registry+https://github.com/rust-lang/crates.io-index)\" = [\"cargo-leptos\"]\n";
        assert!(lists(list, "cargo-leptos", "0.3.11"));
        assert!(!lists(list, "cargo-leptos", "0.3.1"));
        assert!(!lists(list, "leptos", "0.3.11"));
    }
}
