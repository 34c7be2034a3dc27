//! `lint`: format and clippy, for all members.

use std::process::Command;

use anyhow::Result;
use dev_deployment::{members, paint, process, workspace};

use crate::rustup;

/// The compiler that the lints were last cleaned with. A newer one may know new lints, and nobody's change is to
/// fail because of them: there they are only printed.
const CLEAN_WITH: &str = "1.95.0";
/// What no member is built with by itself, and would not be looked at.
const FEATURES: &str = "islands/full,lab-sso/authority,lab-sso/site,server-host/otlp";

/// Checks the format, then lints everything.
pub fn run() -> Result<()> {
    rustup::ensure_components(&["rustfmt"])?;
    rustup::ensure_wasm()?;
    process::run(workspace::cargo().args(["fmt", "--all", "--check"]))?;

    let mut host = host(true)?;
    if !denies()? {
        eprintln!(
            "{}",
            paint::yellow(&format!(
                "warnings are not denied: rustc {}, cleaned with {CLEAN_WITH}",
                rustup::compiler()?
            ))
        );
    }
    process::run(&mut host)?;
    let mut browser = clippy();
    for member in members::BROWSER_ONLY {
        browser.args(["-p", member]);
    }
    browser
        .args(["--target", rustup::WASM, "--target-dir"])
        .arg(workspace::at("target/front"));
    process::run(denying(&mut browser)?)
}

/// Clippy for all members of the host at once: nobody runs what a lint has looked at, so their features may unify, and what they share is
/// compiled once. With `deny`, a warning is an error where the compiler is the one that the lints were cleaned with.
pub fn host(deny: bool) -> Result<Command> {
    rustup::ensure_components(&["clippy"])?;
    let mut cargo = clippy();
    cargo.args(["--workspace", "--all-targets", "--features", FEATURES]);
    for member in members::BROWSER_ONLY {
        cargo.args(["--exclude", member]);
    }
    if deny {
        denying(&mut cargo)?;
    }
    Ok(cargo)
}

fn clippy() -> Command {
    let mut cargo = workspace::cargo();
    cargo.args(["clippy", "--locked"]);
    cargo
}

fn denies() -> Result<bool> {
    Ok(rustup::compiler()? == CLEAN_WITH)
}

fn denying(cargo: &mut Command) -> Result<&mut Command> {
    Ok(if denies()? {
        cargo.args(["--", "-D", "warnings"])
    } else {
        cargo
    })
}
