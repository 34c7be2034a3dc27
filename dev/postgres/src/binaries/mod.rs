//! The `PostgreSQL` programs of this computer: finding them, running them, downloading them.

#[cfg(feature = "download")]
pub(crate) mod download;
mod program;

pub(crate) use program::Program;

use crate::account::Account;
use crate::site::Site;
use crate::{Error, Options};
use std::path::{Path, PathBuf};

/// The oldest version that this project is tried with; older ones get no security fixes any more.
const OLDEST_MAJOR: u32 = 14;

/// The programs that a server needs; client programs are not among them.
const PROGRAMS: [&str; 3] = ["initdb", "postgres", "pg_ctl"];

/// Folders of distributions: the parent, and how the name of the versioned folder begins that has `bin` in it.
const USUAL_FOLDERS: [(&str, &str); 7] = [
    ("/usr/lib/postgresql", ""),
    ("/usr", "pgsql-"),
    ("/usr/lib", "postgresql"),
    ("/usr/local", "pgsql"),
    ("/opt/homebrew/opt", "postgresql"),
    ("/usr/local/opt", "postgresql"),
    ("/Applications/Postgres.app/Contents/Versions", ""),
];

/// The `PostgreSQL` programs of one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Installation {
    /// The folder with `initdb`, `postgres` and `pg_ctl`.
    pub bin_dir: PathBuf,
    /// The major version, 17 for example.
    pub major: u32,
}

impl Installation {
    /// The programs for this site: those of `major` when its cluster already exists, else the first found.
    pub(crate) fn choose(options: &Options, site: &Site, major: Option<&str>) -> Result<Self, Error> {
        let mut found = Vec::new();
        for installation in installations(options, site) {
            if major.is_none_or(|major| major == installation.major.to_string()) {
                return Ok(installation);
            }
            found.push(installation.major.to_string());
        }
        match major {
            Some(cluster) if !found.is_empty() => {
                found.dedup();
                Err(Error::OtherMajor {
                    folder: site.data(),
                    cluster: cluster.to_owned(),
                    found: found.join(", "),
                })
            }
            _ => Err(Error::NoBinaries { advice: advice() }),
        }
    }

    /// The installation in this folder, if it has all programs, `account` can run them, and they are not too old.
    fn at(bin_dir: &Path, account: Option<Account>) -> Option<Self> {
        // Links are followed: `postgres` finds its own files relative to where it really lies.
        let program = bin_dir.join(PROGRAMS[0]).canonicalize().ok()?;
        let bin_dir = program.parent()?.to_path_buf();
        let whole = PROGRAMS.iter().all(|name| bin_dir.join(name).is_file());
        if !whole || account.is_some_and(|account| !account.can_enter(&bin_dir)) {
            return None;
        }
        let version = Program::new(&bin_dir, "postgres", account)
            .args(["--version"])
            .run()
            .ok()?;
        let major = major(&version).filter(|major| *major >= OLDEST_MAJOR)?;
        Some(Self { bin_dir, major })
    }
}

/// The installations of this computer, looked for lazily: most often the first one is right.
fn installations(options: &Options, site: &Site) -> impl Iterator<Item = Installation> {
    let folders = match &options.bin_dir {
        Some(folder) => vec![folder.clone()],
        None => candidates(&site.binaries()),
    };
    let account = site.account;
    folders
        .into_iter()
        .filter_map(move |folder| Installation::at(&folder, account))
}

fn candidates(downloaded: &Path) -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    for (parent, prefix) in USUAL_FOLDERS {
        folders.extend(versioned(Path::new(parent), prefix));
    }
    folders.extend(versioned(downloaded, ""));
    folders
}

/// The folders `parent/prefix*/bin`, the newest version first.
fn versioned(parent: &Path, prefix: &str) -> Vec<PathBuf> {
    let names = std::fs::read_dir(parent).into_iter().flatten().flatten();
    let mut found: Vec<(Vec<u32>, PathBuf)> = names
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let version = name.strip_prefix(prefix)?.to_owned();
            Some((numbers(&version), entry.path().join("bin")))
        })
        .collect();
    found.sort_by(|one, other| other.0.cmp(&one.0));
    found.into_iter().map(|(_, folder)| folder).collect()
}

/// The numbers of a version: `@17`, `9.6` and `16.4.0` alike.
fn numbers(version: &str) -> Vec<u32> {
    version
        .split(|letter: char| !letter.is_ascii_digit())
        .filter_map(|part| part.parse().ok())
        .collect()
}

/// The major version in `postgres (PostgreSQL) 15.14 (Debian …)`; `17beta1` and `18.0` are understood too.
fn major(version: &str) -> Option<u32> {
    version
        .split_once("(PostgreSQL)")
        .and_then(|(_, rest)| numbers(rest).first().copied())
}

fn advice() -> String {
    let install = if cfg!(target_os = "macos") {
        "`brew install postgresql@17`"
    } else {
        "`apt install postgresql` (Debian, Ubuntu), `dnf install postgresql-server` (Fedora) or \
         `apk add postgresql` (Alpine)"
    };
    format!(
        "Either download a private copy into the project:\n  \
         cargo run -p dev-postgres --features download -- fetch\n\
         or install it with the system's packages: {install};\n\
         or set DATABASE_URL to a server of yours."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_major_version() {
        assert_eq!(
            major("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n"),
            Some(15)
        );
        assert_eq!(major("postgres (PostgreSQL) 19devel\n"), Some(19));
        assert_eq!(major("something else"), None);
    }

    #[test]
    fn newest_comes_first_by_number_and_not_by_letter() {
        let parent = std::env::temp_dir().join(format!("cfmall-versions-{}", std::process::id()));
        for name in ["pgsql-9.6", "pgsql-14", "pgsql-16"] {
            std::fs::create_dir_all(parent.join(name)).expect("a folder");
        }
        let found = versioned(&parent, "pgsql-");
        std::fs::remove_dir_all(&parent).expect("removed");
        let expected: Vec<_> = ["16", "14", "9.6"]
            .map(|v| parent.join(format!("pgsql-{v}/bin")))
            .into();
        assert_eq!(found, expected);
    }
}
