//! `islands [--release] [--hash-files] [--site FOLDER]`: the files for the browser, into the site's folder. Without the
//! feature `full` there is no stylesheet among them, and neither option.

use std::{
    env,
    path::{self, Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result, bail};
use islands::build::{self, Order};

fn main() -> ExitCode {
    match run(env::args().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(mut words: impl Iterator<Item = String>) -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .context("no workspace")?;
    let (mut release, mut hash_files) = (false, false);
    let mut site = root.join("target/site");
    while let Some(word) = words.next() {
        match word.as_str() {
            "--release" => release = true,
            "--hash-files" => hash_files = true,
            "--site" => site = path::absolute(PathBuf::from(words.next().context("--site needs a folder")?))?,
            _ => bail!("islands knows --release, --hash-files and --site FOLDER, not {word}"),
        }
    }
    build::build(&Order {
        root,
        site: &site,
        release,
        hash_files,
    })
}
