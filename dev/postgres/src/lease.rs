//! Who uses the server: locks, because the operating system gives them back when a process dies.
//!
//! Two files. `setup.lock` is held alone by whoever starts or stops the server. `users.lock` is held together by
//! all that use it. Stopping happens under `setup.lock`, so a process that starts meanwhile waits, finds the
//! server gone, and starts it again.

use crate::postmaster::Postmaster;
use crate::{Error, Progress};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

const SETUP: &str = "setup.lock";
const USERS: &str = "users.lock";

/// The right to start and to stop the server, held by one process at a time.
#[derive(Debug)]
pub(crate) struct SetupLock(File);

impl SetupLock {
    /// Takes the lock; waits until no other process starts or stops the server.
    pub(crate) fn take(home: &Path, progress: Progress<'_>) -> Result<Self, Error> {
        let path = home.join(SETUP);
        let file = open(&path)?;
        match file.try_lock() {
            Ok(()) => return Ok(Self(file)),
            Err(TryLockError::WouldBlock) => progress("waiting for another process that sets up PostgreSQL…"),
            Err(TryLockError::Error(error)) => return Err(Error::io("lock", &path)(error)),
        }
        file.lock().map_err(Error::io("lock", &path))?;
        Ok(Self(file))
    }
}

impl Drop for SetupLock {
    fn drop(&mut self) {
        unlock(&self.0);
    }
}

/// One use of the server. The last lease that is dropped stops the server.
#[derive(Debug)]
pub(crate) struct Lease {
    home: PathBuf,
    users: Option<File>,
    postmaster: Postmaster,
}

impl Lease {
    /// Takes a lease. The set-up lock in the caller's hand keeps the server from being stopped meanwhile.
    pub(crate) fn take(home: &Path, postmaster: Postmaster, _setup: &SetupLock) -> Result<Self, Error> {
        let path = home.join(USERS);
        let users = open(&path)?;
        users.lock_shared().map_err(Error::io("lock", &path))?;
        Ok(Self {
            home: home.to_path_buf(),
            users: Some(users),
            postmaster,
        })
    }

    /// Gives the lease back now; the result is `true` when it was the last and the server was stopped.
    pub(crate) fn give_back(mut self) -> Result<bool, Error> {
        self.leave()
    }

    fn leave(&mut self) -> Result<bool, Error> {
        let Some(users) = self.users.take() else {
            return Ok(false);
        };
        let setup = SetupLock::take(&self.home, &|_| ())?;
        unlock(&users);
        let last = !in_use(&self.home, &setup)?;
        if last {
            self.postmaster.stop()?;
        }
        Ok(last)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Err(error) = self.leave() {
            tracing::warn!(%error, "the development database could not be stopped");
        }
    }
}

/// Whether any process has a lease.
pub(crate) fn in_use(home: &Path, _setup: &SetupLock) -> Result<bool, Error> {
    let path = home.join(USERS);
    let users = open(&path)?;
    match users.try_lock() {
        Ok(()) => {
            unlock(&users);
            Ok(false)
        }
        Err(TryLockError::WouldBlock) => Ok(true),
        Err(TryLockError::Error(error)) => Err(Error::io("lock", &path)(error)),
    }
}

fn open(path: &Path) -> Result<File, Error> {
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(Error::io("open", path))
}

/// Unlocks the file. Closing alone is not enough: a child that another thread is just starting has a copy of the file until it runs
/// its program, and with it the lock.
fn unlock(file: &File) {
    if let Err(error) = file.unlock() {
        tracing::debug!(%error, "a lock is given back by closing its file");
    }
}
