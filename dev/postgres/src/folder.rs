//! Folders and files only their owner may read.

use crate::Error;
use crate::account::Account;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, fchown, lchown};
use std::path::Path;

const PRIVATE_FOLDER: u32 = 0o700;
const PRIVATE_FILE: u32 = 0o600;
const OTHERS: u32 = 0o077;

/// Makes `folder` with mode 0700, owned by `account`; an existing one must already be like that.
///
/// The check matters below `/var/tmp`, where anybody could have put a folder of that name before us.
pub(crate) fn private_folder(folder: &Path, account: Option<Account>) -> Result<(), Error> {
    match DirBuilder::new().mode(PRIVATE_FOLDER).create(folder) {
        Ok(()) => give(folder, account),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let found = folder.symlink_metadata().map_err(Error::io("look at", folder))?;
            let foreign = account.is_some_and(|account| found.uid() != account.uid && found.uid() != 0);
            if !found.is_dir() || found.mode() & OTHERS != 0 || foreign {
                return Err(Error::ForeignFolder {
                    folder: folder.to_path_buf(),
                });
            }
            give(folder, account)
        }
        Err(error) => Err(Error::io("create", folder)(error)),
    }
}

/// Writes a file with mode 0600 that did not exist before, so that no planted link is followed.
pub(crate) fn private_file(file: &Path, text: &str, account: Option<Account>) -> Result<(), Error> {
    remove_file(file)?;
    let write = || -> std::io::Result<()> {
        let mut open: File = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(PRIVATE_FILE)
            .open(file)?;
        open.write_all(text.as_bytes())?;
        if let Some(Account { uid, gid }) = account {
            fchown(&open, Some(uid), Some(gid))?;
        }
        open.sync_all()
    };
    write().map_err(Error::io("write", file))
}

/// Removes a file, if it exists.
pub(crate) fn remove_file(file: &Path) -> Result<(), Error> {
    unless_missing(std::fs::remove_file(file)).map_err(Error::io("remove", file))
}

/// Removes a folder with all that is in it, if it exists.
pub(crate) fn remove_folder(folder: &Path) -> Result<(), Error> {
    unless_missing(std::fs::remove_dir_all(folder)).map_err(Error::io("remove", folder))
}

fn give(folder: &Path, account: Option<Account>) -> Result<(), Error> {
    account.map_or(Ok(()), |Account { uid, gid }| {
        lchown(folder, Some(uid), Some(gid)).map_err(Error::io("change the owner of", folder))
    })
}

fn unless_missing(result: std::io::Result<()>) -> std::io::Result<()> {
    match result {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
