//! The root of a container, put together from what the `COPY` instructions of a target say.

use std::{
    collections::BTreeMap,
    fs,
    io::ErrorKind,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use dev_deployment::workspace;

use super::{
    FOLDER,
    build::{self, Files},
};
use crate::dockerfile::{Dockerfile, Image};

/// Where engines mount something; the images that ours stand on have these folders.
const MOUNTED: [&str; 5] = ["tmp", "proc", "dev", "run", "etc"];
/// Where a program finds the libraries of this machine, if that has them below `/usr`.
const LIBRARIES: [&str; 2] = ["lib", "lib64"];

/// A root, and what it is made of.
pub struct Root {
    /// The target of the Dockerfile.
    pub target: String,
    /// What the Dockerfile says of it.
    pub image: Image,
    /// The folder that is the root.
    pub folder: PathBuf,
    /// What it was put together from.
    pub files: Files,
    /// The layers on top of the base, in their order; none of local files, which nobody ships.
    pub layers: Vec<Layer>,
}

/// What one `COPY` instruction brings.
pub struct Layer {
    /// Where it is put.
    pub to: String,
    /// The bytes of its files.
    pub unpacked: u64,
    /// The bytes of a tar archive of them, compressed by gzip as registries keep it.
    pub compressed: u64,
}

impl Root {
    /// Puts it together. The base is left out: what runs here has less around it than in a container.
    pub fn assemble(
        file: &Dockerfile,
        target: &str,
        given: &BTreeMap<String, String>,
        files: Files,
    ) -> Result<Self> {
        let image = file.image(target, given)?;
        let roots = match files {
            Files::Built => "root",
            Files::Local => "root-local",
        };
        let folder = workspace::at(FOLDER).join(roots).join(target);
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("cannot empty {}", folder.display()));
            }
            _ => {}
        }
        for mounted in MOUNTED {
            fs::create_dir_all(folder.join(mounted))?;
        }
        if files == Files::Local {
            fs::create_dir(folder.join("usr"))?;
            for library in LIBRARIES {
                symlink(Path::new("usr").join(library), folder.join(library))?;
            }
        }
        let mut layers = Vec::new();
        for copy in &image.copies {
            let to = copy.to.trim_start_matches('/');
            for source in build::sources(file, copy, files)? {
                copy_all(&source, &folder.join(to))
                    .with_context(|| format!("cannot copy {}: was it built?", source.display()))?;
            }
            if files == Files::Built {
                layers.push(Layer::of(&folder, to)?);
            }
        }
        Ok(Self {
            target: target.to_owned(),
            image,
            folder,
            files,
            layers,
        })
    }

    /// The bytes of all layers as they travel.
    pub fn compressed(&self) -> u64 {
        self.layers.iter().map(|layer| layer.compressed).sum()
    }

    /// The bytes of all files.
    pub fn unpacked(&self) -> u64 {
        self.layers.iter().map(|layer| layer.unpacked).sum()
    }
}

impl Layer {
    fn of(root: &Path, to: &str) -> Result<Self> {
        let output = Command::new("tar")
            .args([
                "--create",
                "--gzip",
                "--sort=name",
                "--owner=0",
                "--group=0",
                "--directory",
            ])
            .arg(root)
            .arg(to)
            .output()
            .context("cannot start tar")?;
        ensure!(
            output.status.success(),
            "tar: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(Self {
            to: format!("/{to}"),
            unpacked: size(&root.join(to))?,
            compressed: output.stdout.len() as u64,
        })
    }
}

/// A file to a path, or what is in a folder into another one.
fn copy_all(from: &Path, to: &Path) -> Result<()> {
    if from.is_dir() {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            copy_all(&entry.path(), &to.join(entry.file_name()))?;
        }
    } else {
        fs::create_dir_all(to.parent().unwrap_or(to))?;
        fs::copy(from, to)?;
    }
    Ok(())
}

fn size(path: &Path) -> Result<u64> {
    if !path.is_dir() {
        return Ok(fs::metadata(path)?.len());
    }
    let mut sum = 0;
    for entry in fs::read_dir(path)? {
        sum += size(&entry?.path())?;
    }
    Ok(sum)
}
