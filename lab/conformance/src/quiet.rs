//! Several suites on one machine: a case that measures time waits until no other suite is in the middle of one.

use std::{
    fs::{File, TryLockError},
    io,
    path::Path,
    time::Duration,
};

/// How often a lock is tried for.
const TRY_EVERY: Duration = Duration::from_millis(20);

/// What suites on one machine share.
pub struct Quiet {
    /// Everybody passes through here on the way in; whoever wants quiet waits in it, and so keeps the others out.
    turnstile: File,
    /// Held by every case, and alone by one that measures.
    room: File,
}

/// A case that is under way.
pub struct Turn<'a>(&'a File);

impl Quiet {
    /// Shares the file at `path`, and one beside it, with other suites.
    pub fn at(path: &Path) -> io::Result<Self> {
        let open = |path: &Path| File::options().create(true).append(true).open(path);
        Ok(Self {
            turnstile: open(&path.with_extension("turnstile"))?,
            room: open(path)?,
        })
    }

    /// Waits until a case may run: alone, or beside the cases of others.
    pub async fn enter(&self, alone: bool) -> io::Result<Turn<'_>> {
        until_locked(|| self.turnstile.try_lock()).await?;
        let turn = Turn(&self.turnstile);
        if alone {
            until_locked(|| self.room.try_lock()).await?;
        } else {
            until_locked(|| self.room.try_lock_shared()).await?;
        }
        drop(turn);
        Ok(Turn(&self.room))
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

async fn until_locked(attempt: impl Fn() -> Result<(), TryLockError>) -> io::Result<()> {
    loop {
        match attempt() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) => tokio::time::sleep(TRY_EVERY).await,
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;
    use tokio::time::timeout;

    const MOMENT: Duration = Duration::from_millis(100);

    #[tokio::test]
    async fn who_measures_is_alone_and_is_not_passed_by() {
        let path = std::env::temp_dir().join(format!("quiet-{}", std::process::id()));
        let [one, two, three] = [(); 3].map(|()| Quiet::at(&path).unwrap());
        let first = one.enter(false).await.unwrap();
        let second = two.enter(false).await.unwrap();
        drop(second);
        let mut measuring = Box::pin(two.enter(true));
        assert!(
            timeout(MOMENT, &mut measuring).await.is_err(),
            "somebody is there"
        );
        let mut late = Box::pin(three.enter(false));
        assert!(timeout(MOMENT, &mut late).await.is_err(), "somebody wants quiet");
        drop(first);
        let quiet = measuring.await.unwrap();
        assert!(timeout(MOMENT, &mut late).await.is_err(), "it is quiet");
        drop(quiet);
        late.await.unwrap();
        for end in ["turnstile", ""] {
            drop(std::fs::remove_file(path.with_extension(end)));
        }
    }
}
