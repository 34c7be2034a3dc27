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
    /// The package that is compiled for the browser.
    pub package: String,
    /// The built files' name without extension.
    pub output: String,
    /// The stylesheet that imports all others.
    pub style: PathBuf,
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
    let (package, output) = (order.site.join(names::PACKAGE), order.output.as_str());
    // Compiled first: what was there stays when it fails.
    let module = wasm::compile(&order.package, order.release)?;
    files::empty(&order.site)?;
    fs::create_dir_all(&package).with_context(|| format!("cannot make {}", package.display()))?;

    bindgen::generate(&module, &package, output)?;
    let bound = package.join(output).with_extension("wasm");
    // leptos asks for it by this name.
    fs::rename(package.join(format!("{output}_bg.wasm")), &bound)?;
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
        package.join(&order.output).with_extension("css"),
        style::bundle(&order.style, order.release)?,
    )?;
    if order.hash_files {
        let beside = workspace::target().join(if order.release { "release" } else { "debug" });
        hash::rename(package, &order.output, &beside)?;
    }
    if order.release {
        compress::folder(&order.site)?;
    }
    Ok(())
}
