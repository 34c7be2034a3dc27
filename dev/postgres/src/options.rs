//! Which private server is meant, and where it keeps its files.

use std::path::{Path, PathBuf};

/// The name of the environment variable that moves the data folder.
pub const HOME_VARIABLE: &str = "CFMALL_DEV_HOME";
/// The name of the environment variable that says how many connections the server takes.
pub const CONNECTIONS_VARIABLE: &str = "CFMALL_DEV_CONNECTIONS";

const CONNECTIONS: u16 = 200;

/// The data folder below the project; ignored by git.
const HOME_IN_PROJECT: &str = ".dev/postgres";

/// The file that only the workspace's root has: tests run with their package's folder as current directory and
/// must still find the one server of the project.
const WORKSPACE_MARK: &str = "Cargo.lock";

/// The folders of a private server.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder for cluster, password, port and locks; made when missing.
    pub home: PathBuf,
    /// The folder with `initdb`, `postgres` and `pg_ctl`; searched for when `None`.
    pub bin_dir: Option<PathBuf>,
    /// The number of connections that the server takes once it is started: 200, unless `CFMALL_DEV_CONNECTIONS` says otherwise.
    pub connections: u16,
}

impl Options {
    /// The server whose data are in the folder `home`.
    pub fn new(home: impl Into<PathBuf>) -> Self {
        Self {
            home: home.into(),
            bin_dir: None,
            connections: std::env::var(CONNECTIONS_VARIABLE)
                .ok()
                .and_then(|number| number.parse().ok())
                .unwrap_or(CONNECTIONS),
        }
    }

    /// The project's server (`.dev/postgres`), unless `CFMALL_DEV_HOME` names another folder.
    pub fn from_env() -> Self {
        std::env::var_os(HOME_VARIABLE)
            .filter(|home| !home.is_empty())
            .map_or_else(Self::default, Self::new)
    }
}

impl Default for Options {
    fn default() -> Self {
        let here = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
        Self::new(project_root(&here).join(HOME_IN_PROJECT))
    }
}

/// The nearest folder above with the workspace's mark, or `here` when there is none.
fn project_root(here: &Path) -> &Path {
    here.ancestors()
        .find(|folder| folder.join(WORKSPACE_MARK).is_file())
        .unwrap_or(here)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn home_is_below_the_workspace_and_not_below_the_package() {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = project_root(package);
        assert_eq!(Some(root), package.ancestors().nth(2));
    }
}
