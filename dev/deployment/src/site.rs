//! The folder that browsers get their files from: stylesheet, pictures, and later the islands.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    time::SystemTime,
};

use anyhow::{Context, Result};

use crate::{names, style_bundle, workspace};

const COMPRESSED: [&str; 2] = [".br", ".gz"];

/// The folder.
pub fn root() -> PathBuf {
    workspace::at(names::SITE)
}

/// Files for browsers, and what their stylesheet is made of. Paths begin at the root of the workspace.
pub struct Site<'a> {
    /// The folder.
    pub folder: &'a str,
    /// The built files' name without extension.
    pub output: &'a str,
    /// The stylesheet that imports all others.
    pub style: &'a str,
    /// The folders that all stylesheets are in.
    pub styles: &'a [&'a str],
}

/// The shop's.
const SHOP: Site<'static> = Site {
    folder: names::SITE,
    output: names::OUTPUT,
    style: names::STYLE,
    styles: &["style"],
};

/// Makes a styled page of the shop possible at once.
pub fn stage() -> Result<()> {
    SHOP.stage()
}

impl Site<'_> {
    /// Makes a styled page possible at once. A stylesheet that was built better since its last change stays.
    pub fn stage(&self) -> Result<()> {
        let folder = workspace::at(self.folder);
        let stylesheet = folder
            .join(names::PACKAGE)
            .join(self.output)
            .with_extension("css");
        let mut changed = SystemTime::UNIX_EPOCH;
        for styles in self.styles {
            changed = changed.max(newest(&workspace::at(styles))?);
        }
        if changed > modified(&stylesheet) {
            write(
                &stylesheet,
                style_bundle::bundle(&workspace::at(self.style))?.as_bytes(),
            )?;
            for suffix in COMPRESSED {
                forget(&beside(&stylesheet, suffix))?;
            }
        }
        mirror(&workspace::at(names::PUBLIC), &folder)
    }
}

/// Copies a folder over another one, file by file and each in one step: a browser never sees half a file, and files
/// that are not in `from` stay.
pub fn mirror(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        let (source, copy) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            mirror(&source, &copy)?;
        } else if modified(&source) > modified(&copy) {
            write(&copy, &fs::read(&source)?)?;
            for suffix in COMPRESSED {
                if !beside(&source, suffix).exists() {
                    forget(&beside(&copy, suffix))?;
                }
            }
        }
    }
    Ok(())
}

/// The file a server prefers for a browser that takes it compressed.
fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// What is left of an earlier release build would be served instead of what is new.
fn forget(file: &Path) -> Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", file.display()))
        }
        _ => Ok(()),
    }
}

fn write(file: &Path, content: &[u8]) -> Result<()> {
    fs::create_dir_all(file.parent().unwrap_or(file))?;
    // Per process: several splits may stage the same file at once.
    let draft = file.with_extension(format!("{}.draft", std::process::id()));
    fs::write(&draft, content)
        .and_then(|()| fs::rename(&draft, file))
        .with_context(|| format!("cannot write {}", file.display()))
}

fn newest(folder: &Path) -> Result<SystemTime> {
    let mut latest = SystemTime::UNIX_EPOCH;
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let entry = entry?;
        let found = if entry.file_type()?.is_dir() {
            newest(&entry.path())?
        } else {
            modified(&entry.path())
        };
        latest = latest.max(found);
    }
    Ok(latest)
}

/// The beginning of time for a file that does not exist.
fn modified(file: &Path) -> SystemTime {
    file.metadata()
        .and_then(|file| file.modified())
        .unwrap_or(SystemTime::UNIX_EPOCH)
}
