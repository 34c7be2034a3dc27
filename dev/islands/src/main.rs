//! `islands [--release] [--hash-files] [--site FOLDER]`: the files for the browser, into the site's folder. Without the
//! feature `full` there is no stylesheet among them, and neither option.

use std::{env, path, process::ExitCode};

use anyhow::{Context, Result, bail};
use dev_deployment::{names, stop, workspace};
use islands::build::{self, Order};

fn main() -> ExitCode {
    stop::exit_code(run(env::args().skip(1)).map(|()| ExitCode::SUCCESS))
}

fn run(mut words: impl Iterator<Item = String>) -> Result<()> {
    stop::listen()?;
    let mut order = Order {
        site: workspace::at(names::SITE),
        release: false,
        hash_files: false,
    };
    while let Some(word) = words.next() {
        match word.as_str() {
            "--release" => order.release = true,
            "--hash-files" => order.hash_files = true,
            "--site" => order.site = path::absolute(words.next().context("--site needs a folder")?)?,
            _ => bail!("islands knows --release, --hash-files and --site FOLDER, not {word}"),
        }
    }
    build::build(&order)
}
