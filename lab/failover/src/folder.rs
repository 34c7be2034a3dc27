//! The folder of the servers' data. What a killed run has left is thrown away by the next one.

use std::{
    env, fs,
    os::unix::fs::{PermissionsExt, chown},
    path::{Path, PathBuf},
    process,
};

use anyhow::{Context, Result};
use dev_deployment::family::Postmaster;
use dev_postgres::Account;

/// How their names begin; the id of the process that made it follows.
const PREFIX: &str = "cfmall-failover-";

/// The folder. Dropping it removes it.
pub struct Folder {
    path: PathBuf,
    account: Option<Account>,
}

impl Folder {
    /// A new one, for servers that run as `account`.
    pub fn new(account: Option<Account>) -> Result<Self> {
        sweep()?;
        // Not in the workspace: a user to whom nothing belongs may not be able to enter that.
        let path = env::temp_dir().join(format!("{PREFIX}{}", process::id()));
        let folder = Self { path, account };
        folder.make(&folder.path)?;
        Ok(folder)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A folder in it that belongs to the servers' user, and that nobody else can enter.
    pub fn make(&self, path: &Path) -> Result<()> {
        fs::create_dir_all(path).with_context(|| format!("cannot make {}", path.display()))?;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
        if let Some(account) = self.account {
            chown(path, Some(account.uid), Some(account.gid))?;
        }
        Ok(())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// Ends and removes what runs have left that are over.
fn sweep() -> Result<()> {
    for entry in fs::read_dir(env::temp_dir())?.flatten() {
        let name = entry.file_name();
        let owner = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
        let Some(owner) = owner.and_then(|id| id.parse::<u32>().ok()) else {
            continue;
        };
        if Path::new(&format!("/proc/{owner}/stat")).exists() {
            continue;
        }
        for node in fs::read_dir(entry.path())?.flatten() {
            if let Ok(postmaster) = Postmaster::of(&node.path().join("data")) {
                postmaster.kill()?;
            }
        }
        fs::remove_dir_all(entry.path())?;
    }
    Ok(())
}
