//! The same files from cargo-leptos and from `dev/islands`, byte for byte.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use dev_deployment::{paint, process, workspace};

use crate::{
    islands::{self, Kind},
    leptos, npm,
};

const THEIRS: &str = "target/site-leptos";
const OURS: &str = "target/site-compared";
/// What leptos looks hashed names up in, beside the server's program.
const HASHES: &str = "target/release/hash.txt";
/// Compressed with other libraries: other bytes, and when they are unpacked the same.
const COMPRESSED: [&str; 2] = ["br", "gz"];

/// Builds both ways, for development and for release with hashed names, and compares.
pub fn run() -> Result<()> {
    process::run(
        leptos::command()?
            .args(["build", "--frontend-only"])
            .env("LEPTOS_SITE_ROOT", THEIRS),
    )?;
    islands::build_into(OURS, Kind::Full, &[])?;
    same("development")?;

    npm::ensure(workspace::root())?;
    process::run(
        leptos::command()?
            .args(["build", "--frontend-only", "--release"])
            // The minifier takes minutes to compile: dev/islands has none. It is off when both say so.
            .arg("--js-minify=false")
            .env("LEPTOS_JS_MINIFY", "false")
            .env("LEPTOS_SITE_ROOT", THEIRS)
            .env("LEPTOS_HASH_FILES", "true"),
    )?;
    let hashes = || fs::read_to_string(workspace::at(HASHES)).context(HASHES);
    let theirs = hashes()?;
    islands::build_into(OURS, Kind::Release, &["--hash-files"])?;
    if hashes()? != theirs {
        bail!("{HASHES} is not what cargo-leptos wrote:\n{theirs}");
    }
    same("release")
}

fn same(what: &str) -> Result<()> {
    let (theirs, ours) = (files(&workspace::at(THEIRS))?, files(&workspace::at(OURS))?);
    let names = theirs
        .keys()
        .chain(ours.keys().filter(|name| !theirs.contains_key(*name)));
    let differing: Vec<_> = names
        .filter(|name| theirs.get(*name) != ours.get(*name))
        .map(|name| name.display().to_string())
        .collect();
    if !differing.is_empty() {
        bail!("{what}: {THEIRS} and {OURS} differ in {}", differing.join(", "));
    }
    println!(
        "{} {what}: {} files, the same from cargo-leptos and from islands",
        paint::green("✓"),
        ours.len()
    );
    Ok(())
}

/// The content of all files below a folder, by their path in it.
fn files(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        let name = PathBuf::from(path.file_name().unwrap_or_default());
        if path.is_dir() {
            found.extend(
                files(&path)?
                    .into_iter()
                    .map(|(below, content)| (name.join(below), content)),
            );
        } else if !COMPRESSED
            .iter()
            .any(|suffix| path.extension().is_some_and(|end| end == *suffix))
        {
            found.insert(name, fs::read(&path)?);
        }
    }
    Ok(found)
}
