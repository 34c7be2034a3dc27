//! File names that contain a hash of the content: what has such a name never changes and may be kept for ever.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use dev_deployment::names;
use md5::{Digest, Md5};

use crate::files;

/// What leptos looks up in the list of hashes.
const LISTED: [&str; 3] = ["js", "wasm", "css"];
/// The JavaScript names these by themselves.
const SNIPPETS: &str = "snippets";

/// Gives the files in `package` their names, those called `output` among them, and writes the list for leptos into `beside`.
pub fn rename(package: &Path, output: &str, beside: &Path) -> Result<()> {
    let mut renamed = Vec::new();
    for file in files::all(package)? {
        if file.components().any(|part| part.as_os_str() == SNIPPETS) {
            continue;
        }
        let hash = BASE64_URL_SAFE_NO_PAD.encode(Md5::digest(fs::read(&file)?));
        let new = with_hash(&file, &hash).context("a file without a name or an extension")?;
        fs::rename(&file, &new)?;
        renamed.push((file, new, hash));
    }

    // The JavaScript loads the module by its name.
    let main = package.join(output);
    let of = |extension: &str| {
        renamed
            .iter()
            .find(|(old, ..)| *old == main.with_extension(extension))
    };
    let (_, script, _) = of("js").context("there is no JavaScript")?;
    let mut text = fs::read_to_string(script)?;
    for (old, new, _) in &renamed {
        text = text.replace(name(old), name(new));
    }
    fs::write(script, text)?;

    let mut list = String::new();
    for extension in LISTED {
        let (_, _, hash) = of(extension).with_context(|| format!("there is no file {extension}"))?;
        list.extend([extension, ": ", hash, "\n"]);
    }
    fs::create_dir_all(beside)?;
    fs::write(beside.join(names::HASHES), list)?;
    Ok(())
}

/// `cfmall.wasm` becomes `cfmall.HASH.wasm`.
fn with_hash(file: &Path, hash: &str) -> Option<PathBuf> {
    let (stem, extension) = (file.file_stem()?.to_str()?, file.extension()?.to_str()?);
    Some(file.with_file_name(format!("{stem}.{hash}.{extension}")))
}

fn name(file: &Path) -> &str {
    file.file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default()
}
