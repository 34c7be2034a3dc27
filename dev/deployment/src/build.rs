//! Building our own programs.

use anyhow::Result;

use crate::{
    process::{self, Display},
    topology::Shape,
    workspace,
};

/// The programs of a shape, as groups that are built together.
///
/// One `cargo build` per service, never all at once: cargo would unify the features of everything it builds
/// together, and then build it all again for the next command. `dev-postgres` brings no features of its own.
pub fn programs(shape: Shape) -> &'static [&'static [&'static str]] {
    match shape {
        Shape::Monolith => &[&["monolith", "dev-postgres"]],
        Shape::Copies => &[&["monolith", "dev-postgres"], &["gateway"]],
        Shape::Split => &[&["auth", "dev-postgres"], &["mall"], &["gateway"]],
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
