//! Turns of writes: those of one session wait for each other in the process, instead of each on a connection of its own.
//!
//! PostgreSQL keeps them apart as well, by a lock on the row, and has to, because of other copies. But whoever waits there has a connection
//! meanwhile, and a hundred requests of one visitor would leave none for anybody else.

use crate::{SessionError, token::HashedId};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};
use tokio::{sync, time::timeout};

/// The longest a write waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// The sessions that are being written to.
#[derive(Debug, Default)]
pub(super) struct WriteTurns {
    taken: Mutex<HashMap<HashedId, Weak<sync::Mutex<()>>>>,
}

/// The turn of one write, which ends with this.
pub(super) struct WriteTurn<'a> {
    turns: &'a WriteTurns,
    id: &'a HashedId,
    guard: Option<sync::OwnedMutexGuard<()>>,
    /// Whether another one went before: what the session carries is not what it did.
    pub(super) has_waited: bool,
}

impl WriteTurns {
    /// Waits until no other request of this process writes to the session.
    pub(super) async fn take<'a>(&'a self, id: &'a HashedId) -> Result<WriteTurn<'a>, SessionError> {
        let queue = self.queue(id);
        let mut turn = WriteTurn {
            turns: self,
            id,
            guard: queue.clone().try_lock_owned().ok(),
            has_waited: false,
        };
        if turn.guard.is_none() {
            turn.has_waited = true;
            let guard = timeout(PATIENCE, queue.lock_owned()).await;
            turn.guard = Some(guard.map_err(SessionError::unavailable)?);
        }
        Ok(turn)
    }

    fn queue(&self, id: &HashedId) -> Arc<sync::Mutex<()>> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = taken.get(id).and_then(Weak::upgrade) {
            return queue;
        }
        let queue = Arc::new(sync::Mutex::new(()));
        taken.insert(id.clone(), Arc::downgrade(&queue));
        queue
    }
}

impl Drop for WriteTurn<'_> {
    fn drop(&mut self) {
        self.guard = None;
        let mut taken = self.turns.taken.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever waits has it still.
        if taken.get(self.id).is_some_and(|queue| queue.strong_count() == 0) {
            taken.remove(self.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Token;

    fn id() -> HashedId {
        Token::fresh(None).hashed("test")
    }

    #[tokio::test]
    async fn one_after_the_other_and_other_sessions_beside_them() {
        let (turns, here, there) = (WriteTurns::default(), id(), id());
        let first = turns.take(&here).await.expect("a turn");
        assert!(!first.has_waited);
        assert!(!turns.take(&there).await.expect("a turn").has_waited);
        let second = turns.take(&here);
        let (second, ()) = tokio::join!(second, async { drop(first) });
        assert!(second.expect("a turn").has_waited);
        assert!(!turns.take(&here).await.expect("a turn").has_waited);
    }

    #[tokio::test]
    async fn nothing_is_kept_of_what_is_over_or_was_given_up() {
        let (turns, id) = (WriteTurns::default(), id());
        let first = turns.take(&id).await.expect("a turn");
        assert!(timeout(Duration::from_millis(10), turns.take(&id)).await.is_err());
        drop(first);
        assert!(turns.taken.lock().expect("no panic").is_empty());
    }
}
