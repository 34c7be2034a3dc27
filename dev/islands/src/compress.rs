//! Each file a second and a third time, as small as it gets: compressed once instead of for every visitor.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

use crate::files;

/// Compresses every file in a folder beside itself, as `.br` and `.gz`.
pub fn folder(folder: &Path) -> Result<()> {
    for file in files::all(folder)? {
        compress(&file).with_context(|| format!("cannot compress {}", file.display()))?;
    }
    Ok(())
}

fn compress(file: &Path) -> Result<()> {
    let content = fs::read(file)?;
    let mut gzip = GzEncoder::new(File::create(beside(file, "gz"))?, Compression::best());
    gzip.write_all(&content)?;
    gzip.finish()?;
    let mut compressed = File::create(beside(file, "br"))?;
    brotli::BrotliCompress(
        &mut content.as_slice(),
        &mut compressed,
        &BrotliEncoderParams::default(),
    )?;
    Ok(())
}

fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}
