//! The copies of a scene, as far as the lab knows them.

use std::{net::SocketAddr, sync::PoisonError};

use diagnosis::{Text, evidence::EventKind};
use lab_model::{CopyState, Refusal};
use time::OffsetDateTime;

use super::Scene;
use crate::{clock, running::CopyNow};

/// A copy and what the lab did to it last.
#[derive(Clone)]
pub struct Known {
    pub copy: CopyNow,
    pub state: CopyState,
    pub since: Option<OffsetDateTime>,
}

impl Scene {
    /// The copies.
    pub fn copies(&self) -> Vec<Known> {
        self.copies.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The copy of this name.
    pub fn copy(&self, name: &str) -> Result<Known, Refusal> {
        let found = self.copies().into_iter().find(|known| known.copy.name == name);
        found.ok_or_else(|| Refusal {
            unknown: true,
            reason: Text::new(format!("没有副本 {name}。"), format!("There is no copy {name}.")),
        })
    }

    /// Takes over what the copies are now. One whose process is another one, or gone, is told to the gateway and to the journal.
    pub(super) fn learn(&self, now: Vec<CopyNow>) {
        let mut copies = self.copies.lock().unwrap_or_else(PoisonError::into_inner);
        let gateway = self.gateway();
        let (is_first, at) = (copies.is_empty(), clock::now());
        let mut learnt = Vec::new();
        for copy in now {
            let before = copies.iter().find(|known| known.copy.name == copy.name);
            if let Some(before) = before.filter(|known| known.copy.process == copy.process) {
                learnt.push(before.clone());
                continue;
            }
            match before {
                Some(_) => self.journal().note(at, EventKind::Restart),
                None if !is_first => self.journal().note(at, EventKind::CopiesChanged),
                None => {}
            }
            if let Some(gateway) = &gateway {
                match copy.process {
                    Some(_) => gateway.add_copy(&copy.service, &copy.name, address(&copy)),
                    None => gateway.remove_copy(&copy.service, &copy.name),
                }
            }
            learnt.push(Known {
                state: if copy.process.is_some() {
                    CopyState::Running
                } else {
                    CopyState::Stopped
                },
                since: copy.process.map(|_| at),
                copy,
            });
        }
        *copies = learnt;
        drop(copies);
        self.announce();
    }

    /// Notes that a copy stands still, or goes on.
    pub fn set_frozen(&self, name: &str, frozen: bool) {
        let mut copies = self.copies.lock().unwrap_or_else(PoisonError::into_inner);
        for known in copies.iter_mut().filter(|known| known.copy.name == name) {
            known.state = match (frozen, known.copy.process) {
                (_, None) => CopyState::Stopped,
                (true, _) => CopyState::Paused,
                (false, _) => CopyState::Running,
            };
        }
        drop(copies);
        self.announce();
    }
}

fn address(copy: &CopyNow) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], copy.port))
}
