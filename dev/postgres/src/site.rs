//! Where everything lies, and who owns it.

use crate::account::Account;
use crate::folder::private_folder;
use crate::reachable::reachable;
use crate::{Error, Options};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Open to every user, and not emptied at a reboot as `/tmp` is.
const OPEN_FOLDER: &str = "/var/tmp";
const OPEN_PREFIX: &str = "cfmall-dev-";
/// Enough of the hash to tell projects apart.
const HASH_BYTES: usize = 8;

/// The paths of one private server.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    /// Ours, also when the server runs as another user: locks, password, remembered port.
    pub home: PathBuf,
    /// What the server's user can reach: `home`, or a folder below `/var/tmp`.
    pub root: PathBuf,
    /// Who runs the server, when we may not.
    pub account: Option<Account>,
}

impl Site {
    /// Makes the folders and decides on the user.
    pub(crate) fn prepare(options: &Options) -> Result<Self, Error> {
        std::fs::create_dir_all(&options.home).map_err(Error::io("create", &options.home))?;
        let home = options
            .home
            .canonicalize()
            .map_err(Error::io("find", &options.home))?;
        let account = Account::needed()?.map(|account| owner(&home).unwrap_or(account));
        let root = match account {
            Some(account) if !reachable(&home, account) => elsewhere(&home),
            _ => home.clone(),
        };
        let site = Self { home, root, account };
        if site.root != site.home {
            private_folder(&site.root, account)?;
        }
        private_folder(&site.cluster(), account)?;
        Ok(site)
    }

    /// The folder of the server's user; removed by `reset`.
    pub(crate) fn cluster(&self) -> PathBuf {
        cluster_in(&self.root)
    }

    /// The data folder, as in `show data_directory`.
    pub(crate) fn data(&self) -> PathBuf {
        self.cluster().join("data")
    }

    /// What the server says.
    pub(crate) fn log(&self) -> PathBuf {
        self.cluster().join("server.log")
    }

    /// Downloaded programs.
    pub(crate) fn binaries(&self) -> PathBuf {
        self.root.join("binaries")
    }

    /// The admin role's password.
    pub(crate) fn password(&self) -> PathBuf {
        self.home.join("password")
    }

    /// The port of last time: a connection saved in a database tool keeps working.
    pub(crate) fn port(&self) -> PathBuf {
        self.home.join("port")
    }
}

fn cluster_in(root: &Path) -> PathBuf {
    root.join("cluster")
}

/// A cluster that an ordinary user made before is run as that user, also by root.
fn owner(home: &Path) -> Option<Account> {
    let found = cluster_in(home).symlink_metadata().ok()?;
    (found.uid() != 0).then(|| Account {
        uid: found.uid(),
        gid: found.gid(),
    })
}

fn elsewhere(home: &Path) -> PathBuf {
    let hash = Sha256::digest(home.as_os_str().as_encoded_bytes());
    let mut name = OPEN_PREFIX.to_owned();
    for byte in hash.iter().take(HASH_BYTES) {
        // Writing to a string cannot fail.
        let _ = write!(name, "{byte:02x}");
    }
    Path::new(OPEN_FOLDER).join(name)
}
