//! wasm-bindgen: the JavaScript between the browser and the module.

use std::path::Path;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

/// Writes the module as `NAME_bg.wasm`, its JavaScript as `NAME.js`, and their types, as the command line tool does
/// with `--target web`.
pub fn generate(module: &Path, folder: &Path, name: &str) -> Result<()> {
    Bindgen::new()
        .web(true)?
        .input_path(module)
        .typescript(true)
        .out_name(name)
        .generate(folder)
        .with_context(|| format!("wasm-bindgen cannot read {}", module.display()))
}
