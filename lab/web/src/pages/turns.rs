//! Plays on scenes, one after the other: two at once would judge each other's faults.

use std::sync::Arc;

use lab_model::{Lab, SceneId, SceneState};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// Whose turn it is to play.
#[derive(Clone, Default)]
pub struct Turns(Arc<Mutex<()>>);

impl Turns {
    /// Waits for the turn, which lasts as long as what is returned is kept.
    pub async fn next(&self) -> OwnedMutexGuard<()> {
        self.0.clone().lock_owned().await
    }
}

/// A scene that is played on, and is left as it was found: stopped, or running and empty, without copies or faults of the play.
pub struct Borrowed {
    id: SceneId,
    ran: bool,
}

impl Borrowed {
    /// Remembers how a scene was found.
    pub async fn of(lab: &dyn Lab, id: SceneId) -> Self {
        let scene = lab.scene(&id).await;
        Self {
            ran: scene.is_ok_and(|scene| scene.state == SceneState::Running),
            id,
        }
    }

    /// Leaves the scene as it was found.
    pub async fn give_back(self, lab: &dyn Lab) {
        let done = if self.ran {
            lab.reset(&self.id).await
        } else {
            lab.stop(&self.id).await
        };
        if let Err(refusal) = done {
            tracing::warn!("{}: {}", self.id, refusal.reason.en);
        }
    }
}
