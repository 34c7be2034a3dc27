//! Building our own programs.

use anyhow::Result;

use crate::{
    process::{self, Display},
    topology::Layout,
    workspace,
};

/// Those that are made of the product.
const SERVICES: [&str; 3] = ["monolith", "auth", "mall"];

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
    build_with(groups, release, &[])
}

/// The same, with more features for the programs that can have them.
pub fn build_with(groups: &[&[&str]], release: bool, features: &[&str]) -> Result<()> {
    for group in groups {
        let mut cargo = workspace::cargo();
        cargo.arg("build");
        if release {
            cargo.arg("--release");
        }
        for package in *group {
            cargo.args(["-p", package]);
            if SERVICES.contains(package) {
                cargo.args(
                    features
                        .iter()
                        .flat_map(|feature| ["--features".to_owned(), format!("{package}/{feature}")]),
                );
            }
        }
        process::run_cargo(&group.join(", "), Display::suitable(), &mut cargo)?;
    }
    Ok(())
}
