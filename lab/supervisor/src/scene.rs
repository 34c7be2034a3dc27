//! A scene: its state, its copies behind the gateway, and its journal.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
    time::Duration,
};

use anyhow::{Context, Result};
use diagnosis::{
    Text,
    evidence::{EventKind, Service},
};
use gateway::{Config, Gateway, PoolConfig, Route};
use lab_model::{CookieScope, Copy, CopyMark, CopyState, Form, Refusal, Scene as View, SceneState, Visitor};
use time::OffsetDateTime;
use tokio::sync::watch;
use url::Url;

use dev_deployment::topology::{AUTH_PATHS, Hosts};

use crate::{
    clock,
    journal::Journal,
    running::{CopyNow, Running},
    spec::Spec,
    supervisor::Shared,
};

/// The time between two checks whether a copy lives.
const CHECK_EVERY: Duration = Duration::from_secs(1);
/// The number of colours that copies are told apart by.
const COLOURS: usize = 8;

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

/// A copy and what the lab did to it last.
#[derive(Clone)]
pub struct Known {
    pub copy: CopyNow,
    pub state: CopyState,
    pub since: Option<OffsetDateTime>,
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

    /// Starts it and returns when it answers. One that runs is left as it is.
    pub async fn start(self: &Arc<Self>) -> Result<(), Refusal> {
        let _operation = self.operation.lock().await;
        if self.gateway().is_some() {
            return Ok(());
        }
        self.begin().await
    }

    async fn begin(self: &Arc<Self>) -> Result<(), Refusal> {
        self.set_state(SceneState::Starting);
        match self.try_begin().await {
            Ok(()) => {
                self.set_state(SceneState::Running);
                Ok(())
            }
            Err(error) => {
                self.set_state(SceneState::Failed(format!("{error:#}")));
                Err(failed(&error))
            }
        }
    }

    async fn try_begin(self: &Arc<Self>) -> Result<()> {
        let postgres = self.shared.postgres().await?;
        let (spec, ports, shared) = (self.spec.clone(), self.ports, self.shared.clone());
        let started =
            tokio::task::spawn_blocking(move || Running::start(&spec, ports, &shared.around, postgres))
                .await??;
        let front = started.front()?;
        let mut pools: Vec<_> = front.routes.iter().map(|route| route.service).collect();
        pools.dedup();
        let gateway = Gateway::new(&Config {
            listen: Vec::new(),
            routes: front
                .routes
                .iter()
                .map(|route| Route {
                    host: Some(route.host.clone()),
                    path: route.path.map(str::to_owned),
                    pool: route.service.to_owned(),
                })
                .collect(),
            pools: pools
                .into_iter()
                .map(|pool| PoolConfig {
                    name: pool.to_owned(),
                    copies: Vec::new(),
                })
                .collect(),
            balance: front.balance.parse()?,
            check_every: CHECK_EVERY,
        });
        let copies = started.copies();
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = Some(started);
        *self.gateway.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(gateway));
        self.copies.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.learn(copies);
        Ok(())
    }

    /// Ends it.
    pub async fn stop(self: &Arc<Self>) -> Result<(), Refusal> {
        let _operation = self.operation.lock().await;
        self.end().await
    }

    /// Ends all sessions, forgets what was seen and makes good every fault: starts it anew on a fresh database.
    pub async fn reset(self: &Arc<Self>) -> Result<(), Refusal> {
        let _operation = self.operation.lock().await;
        self.journal().clear();
        self.planted
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
        if self.gateway().is_none() {
            self.announce();
            return Ok(());
        }
        self.end().await?;
        self.begin().await
    }

    async fn end(self: &Arc<Self>) -> Result<(), Refusal> {
        *self.gateway.write().unwrap_or_else(PoisonError::into_inner) = None;
        self.copies.lock().unwrap_or_else(PoisonError::into_inner).clear();
        let running = self.running.clone();
        let ended = tokio::task::spawn_blocking(move || {
            let ended = running.lock().unwrap_or_else(PoisonError::into_inner).take();
            ended.map_or(Ok(()), Running::end_all)
        });
        let ended = ended.await.map_err(anyhow::Error::from).and_then(|ended| ended);
        self.set_state(SceneState::Stopped);
        ended.map_err(|error| failed(&error))
    }

    /// Changes the processes of a scene that runs, where blocking is allowed, and learns what has become of its copies.
    pub async fn change<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Running) -> Result<T> + Send + 'static,
    ) -> Result<T, Refusal> {
        let running = self.running.clone();
        let changed = tokio::task::spawn_blocking(move || {
            let mut running = running.lock().unwrap_or_else(PoisonError::into_inner);
            let running = running.as_mut().context("the scene does not run")?;
            let outcome = work(running);
            Ok((outcome, running.copies()))
        });
        let changed: Result<(Result<T>, Vec<CopyNow>)> = changed
            .await
            .map_err(anyhow::Error::from)
            .and_then(|changed| changed);
        let (outcome, copies) = changed.map_err(|error| failed(&error))?;
        self.learn(copies);
        outcome.map_err(|error| failed(&error))
    }

    /// Takes over what the copies are now. One whose process is another one, or gone, is told to the gateway and to the journal.
    fn learn(&self, now: Vec<CopyNow>) {
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

    /// The scene as it may be shown, without what its copies know.
    pub fn view(&self) -> View {
        let [mall, auth] = self.origins();
        let (outcome, fails) = self.spec.outcome();
        View {
            id: self.spec.id.clone(),
            state: self.state(),
            mall,
            auth,
            cookie: self.spec.cookie().to_owned(),
            scope: match self.spec.hostnames.cookie_domain(self.spec.topology) {
                Some(domain) => CookieScope::Domain(domain.to_owned()),
                None => CookieScope::Host,
            },
            store: self.spec.store.clone(),
            balance: self.spec.balance.to_owned(),
            copies: self.shown_copies(),
            outcome,
            fails,
        }
    }

    /// The copies as they may be shown: those there are, or, while there are none, those that a start will make.
    fn shown_copies(&self) -> Vec<Copy> {
        let known = self.copies();
        if known.is_empty() {
            let planned = self.spec.copies().enumerate();
            return planned
                .map(|(index, (service, name))| stopped(index, service, name))
                .collect();
        }
        known
            .into_iter()
            .enumerate()
            .map(|(index, known)| Copy {
                state: known.state,
                process: known.copy.process,
                memory: known.copy.process.and_then(resident),
                since: known.since,
                ..stopped(index, &known.copy.service, known.copy.name)
            })
            .collect()
    }
}

/// A copy that does not run.
fn stopped(index: usize, service: &str, name: String) -> Copy {
    Copy {
        name,
        service: service.to_owned(),
        mark: mark(index, service),
        state: CopyState::Stopped,
        process: None,
        memory: None,
        since: None,
        knows: Vec::new(),
    }
}

fn address(copy: &CopyNow) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], copy.port))
}

fn mark(index: usize, service: &str) -> CopyMark {
    let letter = u8::try_from(index % 26).unwrap_or_default();
    CopyMark {
        letter: char::from(b'A' + letter),
        form: match service {
            "auth" => Form::Diamond,
            "mall" => Form::Circle,
            _ => Form::Square,
        },
        colour: u8::try_from(index % COLOURS).unwrap_or_default(),
    }
}

/// The resident memory of a process in KiB.
fn resident(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// A refusal because something went wrong.
pub fn failed(error: &anyhow::Error) -> Refusal {
    let text = format!("{error:#}");
    Refusal {
        unknown: false,
        reason: Text::new(format!("没有做到：{text}"), format!("It did not work: {text}")),
    }
}

/// A refusal because it makes no sense here.
pub fn refused(zh: &str, en: &str) -> Refusal {
    Refusal {
        unknown: false,
        reason: Text::new(zh, en),
    }
}
