//! The steps, in their order.

#[cfg(feature = "full")]
use std::path::Path;
use std::{fs, path::PathBuf};

use anyhow::{Context, Result, ensure};
use dev_deployment::{names, workspace};

use crate::{bindgen, files, wasm};
#[cfg(feature = "full")]
use crate::{compress, hash, style};

/// What is to be built.
pub struct Order {
    /// The site's folder; it is emptied first, as cargo-leptos does.
    pub site: PathBuf,
    /// Optimised and small, with every file compressed beside itself.
    pub release: bool,
    /// Names that contain a hash of the content, for caches that may keep the files for ever.
    pub hash_files: bool,
}

/// Builds the site.
pub fn build(order: &Order) -> Result<()> {
    ensure!(
        cfg!(feature = "full") || !(order.release || order.hash_files),
        "a release needs more than this build of islands can do: cargo run -p islands --features full"
    );
    let package = order.site.join(names::PACKAGE);
    // Compiled first: what was there stays when it fails.
    let module = wasm::compile(order.release)?;
    files::empty(&order.site)?;
    fs::create_dir_all(&package).with_context(|| format!("cannot make {}", package.display()))?;

    bindgen::generate(&module, &package, names::OUTPUT)?;
    let bound = package.join(names::OUTPUT).with_extension("wasm");
    // leptos asks for it by this name.
    fs::rename(package.join(format!("{}_bg.wasm", names::OUTPUT)), &bound)?;
    if order.release {
        wasm::optimise(&bound)?;
    }
    files::copy(&workspace::at(names::PUBLIC), &order.site)?;
    #[cfg(feature = "full")]
    finish(order, &package)?;
    Ok(())
}

#[cfg(feature = "full")]
fn finish(order: &Order, package: &Path) -> Result<()> {
    fs::write(
        package.join(names::OUTPUT).with_extension("css"),
        style::bundle(&workspace::at(names::STYLE), order.release)?,
    )?;
    if order.hash_files {
        let beside = workspace::target().join(if order.release { "release" } else { "debug" });
        hash::rename(package, &beside)?;
    }
    if order.release {
        compress::folder(&order.site)?;
    }
    Ok(())
}
