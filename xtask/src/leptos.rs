//! cargo-leptos, for the development loop only: in `.tools/` of this workspace.

use std::{
    env,
    ffi::OsString,
    fs::{self, File, TryLockError},
    path::PathBuf,
    process::Command,
};

use anyhow::Result;
use dev_deployment::{process, process::Display, stop, workspace};

use crate::rustup;

const FOLDER: &str = ".tools";
/// Apart from our own target folder: nothing of ours is to be rebuilt because of a tool.
const BUILD: &str = ".tools/build";
const PACKAGE: &str = "cargo-leptos";
/// The newest, and the first minor version of Rust that builds the packages in its lock file.
const NEWEST: (&str, u32) = ("0.3.11", 96);
/// Built with Rust 1.95.
const OLDER: &str = "0.3.8";

/// `cargo-leptos leptos`, installed and with what it calls in its PATH.
pub fn command() -> Result<Command> {
    rustup::ensure_wasm()?;
    install()?;
    let mut command = Command::new(program());
    command
        .current_dir(workspace::root())
        .env("PATH", path())
        .arg("leptos");
    Ok(command)
}

/// The version for the active compiler.
pub fn version() -> Result<&'static str> {
    Ok(version_for(&rustup::compiler()?))
}

/// Whether that version is there.
pub fn installed() -> Result<bool> {
    let list = fs::read_to_string(workspace::at(FOLDER).join(".crates.toml")).unwrap_or_default();
    Ok(lists(&list, PACKAGE, version()?) && program().is_file())
}

/// Installs what is missing. Two commands that start at once install once.
fn install() -> Result<()> {
    fs::create_dir_all(workspace::at(FOLDER))?;
    let lock = File::create(workspace::at(FOLDER).join("install.lock"))?;
    while let Err(TryLockError::WouldBlock) = lock.try_lock() {
        stop::check_interrupt()?;
    }
    if !installed()? {
        let mut cargo = workspace::cargo();
        cargo
            .args([
                "install",
                PACKAGE,
                "--version",
                version()?,
                "--locked",
                "--debug",
                "--force",
            ])
            .args(["--no-default-features", "--features", "no_downloads", "--root"])
            .arg(workspace::at(FOLDER))
            .env("CARGO_TARGET_DIR", workspace::at(BUILD));
        if has_openssl() {
            // It would compile one of its own, which takes minutes.
            cargo.env("OPENSSL_NO_VENDOR", "1");
        }
        process::run_cargo("cargo-leptos (once)", Display::suitable(), &mut cargo)?;
        // Gigabytes that nobody needs any more.
        fs::remove_dir_all(workspace::at(BUILD))?;
    }
    bindgen()
}

/// Whether the system has OpenSSL to link, headers included.
fn has_openssl() -> bool {
    let mut pkg_config = Command::new("pkg-config");
    pkg_config.args(["--exists", "openssl"]);
    pkg_config.status().is_ok_and(|status| status.success())
}

/// cargo-leptos calls `wasm-bindgen`: ours, which speaks the language of the locked library.
fn bindgen() -> Result<()> {
    let mut cargo = workspace::cargo();
    cargo.args(["build", "-p", "islands", "--bin", "bindgen"]);
    process::run_cargo("wasm-bindgen", Display::suitable(), &mut cargo)?;
    let place = workspace::at(FOLDER).join("bin/wasm-bindgen");
    let draft = place.with_extension("draft");
    fs::copy(workspace::program("bindgen", false), &draft)?;
    fs::rename(draft, place)?;
    Ok(())
}

fn program() -> PathBuf {
    workspace::at(FOLDER).join("bin").join(PACKAGE)
}

fn path() -> OsString {
    let before = [
        workspace::at(FOLDER).join("bin"),
        workspace::at("node_modules/.bin"),
    ];
    let inherited = env::var_os("PATH").unwrap_or_default();
    env::join_paths(before.into_iter().chain(env::split_paths(&inherited))).unwrap_or(inherited)
}

fn version_for(compiler: &str) -> &'static str {
    let (newest, needs) = NEWEST;
    let minor = compiler.split('.').nth(1).and_then(|minor| minor.parse().ok());
    if minor.is_some_and(|minor: u32| minor >= needs) {
        newest
    } else {
        OLDER
    }
}

/// Whether cargo's list of installed programs names this version.
fn lists(list: &str, package: &str, version: &str) -> bool {
    let entry = format!("\"{package} {version} (");
    list.lines().any(|line| line.starts_with(&entry))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_installed_version_is_recognised() {
        let list = "[v1]\n\"cargo-leptos 0.3.11 (registry+https://github.com/rust-lang/crates.io-index)\" = [\"cargo-leptos\"]\n";
        assert!(lists(list, "cargo-leptos", "0.3.11"));
        assert!(!lists(list, "cargo-leptos", "0.3.1"));
        assert!(!lists(list, "leptos", "0.3.11"));
    }

    #[test]
    fn an_older_compiler_gets_a_version_that_it_can_build() {
        assert_eq!(version_for("1.95.0"), "0.3.8");
        assert_eq!(version_for("1.96.0-beta.1"), "0.3.11");
        assert_eq!(version_for("1.100.2"), "0.3.11");
    }
}
