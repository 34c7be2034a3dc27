//! `wasm-bindgen` as cargo-leptos calls it, so that the development loop needs no other one. It gets that name where it
//! is installed (the compiler refuses a crate of that name):
//! `wasm-bindgen --target=web --out-name=NAME --out-dir=FOLDER MODULE`.

use std::{env, path::Path, process::ExitCode};

use anyhow::{Context, Result, bail};

fn main() -> ExitCode {
    match run(env::args().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: impl Iterator<Item = String>) -> Result<()> {
    let (mut name, mut folder, mut module) = (None, None, None);
    for word in words {
        match word.split_once('=') {
            Some(("--target", "web")) => {}
            Some(("--out-name", value)) => name = Some(value.to_owned()),
            Some(("--out-dir", value)) => folder = Some(value.to_owned()),
            None if !word.starts_with('-') => module = Some(word),
            _ => bail!("this wasm-bindgen is only for cargo-leptos and does not know {word}"),
        }
    }
    islands::bindgen::generate(
        Path::new(&module.context("no module is named")?),
        Path::new(&folder.context("--out-dir is missing")?),
        &name.context("--out-name is missing")?,
    )
}
