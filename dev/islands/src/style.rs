//! One stylesheet for all browsers that are in use, by Lightning CSS, in the two steps of cargo-leptos.

use std::path::Path;

use anyhow::{Context, Result, anyhow};
use dev_deployment::names;
use lightningcss::{
    bundler::{Bundler, FileProvider},
    stylesheet::{MinifyOptions, ParserOptions, PrinterOptions, StyleSheet},
    targets::{Browsers, Targets},
};

/// The stylesheet in `file` with all that it imports; for release without a superfluous byte.
pub fn bundle(file: &Path, release: bool) -> Result<String> {
    let bundle = inline(file)?;
    let targets = Targets::from(Browsers::from_browserslist([names::BROWSERS]).context("browserslist")?);
    let mut sheet = StyleSheet::parse(&bundle, ParserOptions::default())
        .map_err(|error| anyhow!("the bundled stylesheet: {error}"))?;
    sheet.minify(MinifyOptions {
        targets,
        ..MinifyOptions::default()
    })?;
    let options = PrinterOptions {
        targets,
        minify: release,
        ..PrinterOptions::default()
    };
    Ok(sheet.to_css(options)?.code)
}

fn inline(file: &Path) -> Result<String> {
    let files = FileProvider::new();
    let mut bundler = Bundler::new(&files, None, ParserOptions::default());
    let sheet = bundler.bundle(file).map_err(|error| anyhow!("{error}"))?;
    let css = sheet.to_css(PrinterOptions::default())?.code;
    // cargo-leptos joins it with the stylesheet of Tailwind, which is empty here.
    Ok(format!("{css}\n"))
}
