//! The build context: the files of the workspace that `.dockerignore` leaves.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// The patterns of `.dockerignore`; the last one that fits a path decides.
#[derive(Debug)]
pub struct Ignored(Vec<Pattern>);

#[derive(Debug)]
struct Pattern {
    parts: Vec<String>,
    brings_back: bool,
}

impl Ignored {
    /// Reads them.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let lines = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        let pattern = |line: &str| {
            let (brings_back, pattern) = line.strip_prefix('!').map_or((false, line), |rest| (true, rest));
            let parts = pattern.trim_matches('/').split('/').map(str::to_owned).collect();
            Pattern { parts, brings_back }
        };
        Self(lines.map(pattern).collect())
    }

    /// Whether a path does not get into the context. With a folder goes what is in it.
    #[must_use]
    pub fn covers(&self, path: &Path) -> bool {
        let parts: Vec<_> = path.iter().filter_map(|part| part.to_str()).collect();
        let last = self
            .0
            .iter()
            .rfind(|pattern| (1..=parts.len()).any(|length| fits(&pattern.parts, &parts[..length])));
        last.is_some_and(|pattern| !pattern.brings_back)
    }
}

/// Whether a pattern fits a path as a whole: `*` stands for any name, `**` for any number of them.
fn fits(pattern: &[String], path: &[&str]) -> bool {
    match (pattern.split_first(), path.split_first()) {
        (None, None) => true,
        (Some((any, rest)), _) if any == "**" => {
            fits(rest, path) || path.split_first().is_some_and(|(_, path)| fits(pattern, path))
        }
        (Some((part, rest)), Some((name, path))) => (part == "*" || part == name) && fits(rest, path),
        _ => false,
    }
}

/// All files that get into the context, with their sizes; paths begin at `root`.
pub fn files(root: &Path, ignored: &Ignored) -> Result<Vec<(PathBuf, u64)>> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let place = root.join(&folder);
        for entry in fs::read_dir(&place).with_context(|| format!("cannot read {}", place.display()))? {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            if ignored.covers(&path) {
                continue;
            }
            let what = entry.file_type()?;
            if what.is_dir() {
                folders.push(path);
            } else if what.is_file() {
                files.push((path, entry.metadata()?.len()));
            }
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_pattern_that_fits_decides() {
        let ignored = Ignored::parse("*\n# words\n!app\n!Cargo.toml\n\n**/tests\napp/peers/\n");
        for (path, is_covered) in [
            ("target/debug/mall", true),
            (".git", true),
            ("Cargo.toml", false),
            ("app/mall/src/lib.rs", false),
            ("app/mall/tests", true),
            ("app/mall/tests/it/main.rs", true),
            ("app/mall/src/tests.rs", false),
            ("app/peers/x", true),
        ] {
            assert_eq!(ignored.covers(Path::new(path)), is_covered, "{path}");
        }
    }
}
