//! The files of one private server: where each lies, and who owns it.

use crate::account::Account;
use crate::folder::private_folder;
use crate::{Error, Options};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// A folder that is open to every user, and not emptied at a reboot as `/tmp` is.
const OPEN_FOLDER: &str = "/var/tmp";
const OPEN_PREFIX: &str = "cfmall-dev-";
/// How many bytes of the hash are enough to tell projects apart.
const HASH_BYTES: usize = 8;

/// The paths of one private server.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    /// Our own folder, also when the server runs as another user: locks, password, remembered port.
    pub home: PathBuf,
    /// The folder that the server's user can reach: `home`, or one below `/var/tmp`.
    pub root: PathBuf,
    /// The user who runs the server; `None` when we do.
    pub account: Option<Account>,
    /// The number of connections that the server takes.
    pub connections: u16,
}

impl Site {
    /// Makes the folders that are missing, and decides which user runs the server.
    pub(crate) fn prepare(options: &Options) -> Result<Self, Error> {
        std::fs::create_dir_all(&options.home).map_err(Error::io("create", &options.home))?;
        let home = options
            .home
            .canonicalize()
            .map_err(Error::io("find", &options.home))?;
        let account = Account::needed()?.map(|account| owner(&home).unwrap_or(account));
        let root = match account {
            Some(account) if !account.can_enter(&home) => elsewhere(&home),
            _ => home.clone(),
        };
        let site = Self {
            home,
            root,
            account,
            connections: options.connections,
        };
        if site.root != site.home {
            private_folder(&site.root, account)?;
        }
        private_folder(&site.cluster(), account)?;
        Ok(site)
    }

    /// The folder with all that the server writes; removed by `reset`.
    pub(crate) fn cluster(&self) -> PathBuf {
        cluster_in(&self.root)
    }

    /// The data folder, as in `show data_directory`.
    pub(crate) fn data(&self) -> PathBuf {
        self.cluster().join("data")
    }

    /// The server's log.
    pub(crate) fn log(&self) -> PathBuf {
        self.cluster().join("server.log")
    }

    /// The folder of downloaded programs.
    pub(crate) fn binaries(&self) -> PathBuf {
        self.root.join("binaries")
    }

    /// The file with the admin role's password.
    pub(crate) fn password(&self) -> PathBuf {
        self.home.join("password")
    }

    /// The file with the port of last time, so that a connection saved in a database tool keeps working.
    pub(crate) fn port(&self) -> PathBuf {
        self.home.join("port")
    }
}

fn cluster_in(root: &Path) -> PathBuf {
    root.join("cluster")
}

/// The ordinary user who made the cluster before, and as whom it is run, also by root.
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
