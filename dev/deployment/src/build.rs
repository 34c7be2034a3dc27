//! Building our own programs.

use anyhow::Result;

use crate::{
    process::{self, Display},
    topology::Layout,
    workspace,
};

/// The programs of a layout, as groups that are built together.
///
/// One `cargo build` per service, never all at once: cargo would unify the features of everything it builds
/// together, and then build it all again for the next command. `dev-postgres` brings no features of its own.
pub fn programs(layout: Layout) -> &'static [&'static [&'static str]] {
    match layout {
        Layout::Monolith => &[&["monolith", "dev-postgres"]],
        Layout::Copies => &[&["monolith", "dev-postgres"], &["gateway"]],
        Layout::Split => &[&["auth", "dev-postgres"], &["mall"], &["gateway"]],
    }
}

/// Builds them, and shows how far that is.
pub fn build(groups: &[&[&str]], release: bool) -> Result<()> {
    for group in groups {
        let mut cargo = workspace::cargo();
        cargo.arg("build");
        if release {
            cargo.arg("--release");
        }
        for package in *group {
            cargo.args(["-p", package]);
        }
        process::run_cargo(&group.join(", "), Display::suitable(), &mut cargo)?;
    }
    Ok(())
}
