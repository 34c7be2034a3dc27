//! A scene: its state, its copies behind the gateway, and its journal.

mod copies;
mod life;
mod view;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

pub use copies::Known;

use dev_deployment::topology::{AUTH_PATHS, Hosts};
use diagnosis::evidence::Service;
use gateway::Gateway;
use lab_model::{SceneState, Visitor};
use tokio::sync::watch;
use url::Url;

use crate::{journal::Journal, running::Running, shared::Shared, spec::Spec};

/// A scene.
pub struct Scene {
    /// What it is made of.
    pub spec: Spec,
    pub shared: Arc<Shared>,
    /// The first port of its copies.
    ports: u16,
    state: Mutex<SceneState>,
    /// Held by whoever starts, ends or changes its processes.
    pub operation: tokio::sync::Mutex<()>,
    running: Arc<Mutex<Option<Running>>>,
    copies: Mutex<Vec<Known>>,
    gateway: RwLock<Option<Arc<Gateway>>>,
    journal: Mutex<Journal>,
    /// The lines that the next answer to a visitor gets besides.
    pub planted: Mutex<BTreeMap<Visitor, String>>,
    changes: watch::Sender<u64>,
}

impl Scene {
    /// A scene that does not run. Its copies listen from this port on.
    pub fn new(spec: Spec, shared: Arc<Shared>, ports: u16) -> Self {
        Self {
            spec,
            shared,
            ports,
            state: Mutex::new(SceneState::Stopped),
            operation: tokio::sync::Mutex::default(),
            running: Arc::default(),
            copies: Mutex::default(),
            gateway: RwLock::default(),
            journal: Mutex::default(),
            planted: Mutex::default(),
            changes: watch::Sender::new(0),
        }
    }

    /// The origins of mall and auth.
    pub fn origins(&self) -> [String; 2] {
        self.spec
            .hostnames
            .origins(self.spec.topology, self.shared.around.port)
    }

    /// The host and port under which a copy of a service is asked.
    pub fn host_of(&self, service: &str) -> String {
        let [mall, auth] = self.origins();
        let origin = if service == "auth" { auth } else { mall };
        origin.trim_start_matches("http://").to_owned()
    }

    /// Which of the two services an address belongs to: A is auth. Where there is one origin, or one program, the path says it.
    pub fn service_at(&self, url: &Url) -> Service {
        let is_auth = match self.spec.topology.hosts {
            Hosts::Two => url.host_str() == Some(self.spec.hostnames.auth.as_str()),
            Hosts::Ports => url.port() == Some(self.shared.around.port + 1),
            Hosts::One | Hosts::Paths => AUTH_PATHS.iter().any(|path| {
                url.path()
                    .strip_prefix(path)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }),
        };
        if is_auth { Service::A } else { Service::B }
    }

    /// Which of the two services the copies of a program stand for. The monolith is both.
    pub fn services_of(program: &str) -> &'static [Service] {
        match program {
            "auth" => &[Service::A],
            "mall" => &[Service::B],
            _ => &[Service::A, Service::B],
        }
    }

    /// The journal.
    pub fn journal(&self) -> MutexGuard<'_, Journal> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The gateway of a scene that runs.
    pub fn gateway(&self) -> Option<Arc<Gateway>> {
        self.gateway
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Whether it runs.
    pub fn state(&self) -> SceneState {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_state(&self, state: SceneState) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = state;
        self.announce();
    }

    /// Tells whoever waits that something has changed.
    pub fn announce(&self) {
        self.changes.send_modify(|number| *number += 1);
    }

    /// What tells of changes.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }
}
