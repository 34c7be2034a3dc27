//! Barriers by name: requests arrive, and wait until somebody lets them go.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{sync::watch, time::timeout};

/// A test that fails must not leave requests behind for ever.
const GATE_TIMEOUT: Duration = Duration::from_secs(20);

/// The barriers of one process.
#[derive(Clone, Debug, Default)]
pub(super) struct Gates(Arc<Mutex<HashMap<String, watch::Sender<Gate>>>>);

#[derive(Clone, Copy, Debug, Default)]
struct Gate {
    arrived: usize,
    open: bool,
}

impl Gates {
    /// Arrives and waits. False if nobody opened in time.
    pub(super) async fn pass(&self, name: &str) -> bool {
        let gate = self.gate(name);
        gate.send_modify(|gate| gate.arrived += 1);
        wait(&gate, |gate| gate.open).await
    }

    /// Waits until `count` have arrived. False if they did not in time.
    pub(super) async fn wait_for(&self, name: &str, count: usize) -> bool {
        wait(&self.gate(name), |gate| gate.arrived >= count).await
    }

    /// Lets all go who wait, and all who are still to come.
    pub(super) fn open(&self, name: &str) {
        self.gate(name).send_modify(|gate| gate.open = true);
    }

    fn gate(&self, name: &str) -> watch::Sender<Gate> {
        let mut gates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        gates.entry(name.to_owned()).or_default().clone()
    }
}

async fn wait(gate: &watch::Sender<Gate>, until: impl Fn(&Gate) -> bool) -> bool {
    let mut watcher = gate.subscribe();
    timeout(GATE_TIMEOUT, watcher.wait_for(until)).await.is_ok()
}
