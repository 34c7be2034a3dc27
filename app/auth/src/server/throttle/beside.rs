//! What the attempts of one process know of each other.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

/// Attempts about the same account take turns within a process. Fifty right passwords at the same time are no attack, and each is
/// counted as a failure until it is known not to be one.
#[derive(Clone, Default)]
pub(in crate::server) struct Turns(Arc<Mutex<HashMap<String, Arc<AsyncMutex<()>>>>>);

/// The number of turns that are kept before those that nobody waits for are thrown away.
const TURNS_KEPT: usize = 1_024;

impl Turns {
    /// Waits for the turn of an attempt about this; it ends when the guard is dropped.
    pub(super) async fn take(&self, about: String) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if turns.len() >= TURNS_KEPT {
                turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            }
            turns.entry(about).or_default().clone()
        };
        turn.lock_owned().await
    }
}

/// Attempts of a process that are not counted until their passwords are looked at: how many about each subject.
#[derive(Clone, Default)]
pub(in crate::server) struct Uncounted(Arc<Mutex<HashMap<String, u8>>>);

impl Uncounted {
    /// One more about this subject, unless there are as many as there may be.
    pub(super) fn take(&self, subject: String, most: u8) -> Option<Place> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let number = taken.entry(subject.clone()).or_default();
        if *number >= most {
            return None;
        }
        *number += 1;
        Some(Place {
            all: self.clone(),
            subject,
        })
    }
}

/// The place of one attempt among those that are not counted; free again when it is dropped.
pub(super) struct Place {
    all: Uncounted,
    subject: String,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = taken.get_mut(&self.subject) {
            *number -= 1;
            if *number == 0 {
                taken.remove(&self.subject);
            }
        }
    }
}
