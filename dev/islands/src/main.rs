//! `islands [--release] [--hash-files] [--site FOLDER] [--package PACKAGE] [--output NAME] [--style FILE]`: the files for the
//! browser, into the site's folder; those of the shop, unless another package is named. Without the feature `full` there is no
//! stylesheet among them, and neither of the first two options.

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
        package: names::BROWSER_PACKAGE.to_owned(),
        output: names::OUTPUT.to_owned(),
        style: workspace::at(names::STYLE),
        site: workspace::at(names::SITE),
        release: false,
        hash_files: false,
    };
    while let Some(word) = words.next() {
        match word.as_str() {
            "--release" => order.release = true,
            "--hash-files" => order.hash_files = true,
            "--site" => order.site = path::absolute(words.next().context("--site needs a folder")?)?,
            "--package" => order.package = words.next().context("--package needs a package")?,
            "--output" => order.output = words.next().context("--output needs a name")?,
            "--style" => order.style = path::absolute(words.next().context("--style needs a file")?)?,
            _ => bail!(
                "islands knows --release, --hash-files, --site, --package, --output and --style, not {word}"
            ),
        }
    }
    build::build(&order)
}
