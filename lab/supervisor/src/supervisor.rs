//! The lab itself: its scenes, and the address at which all of them are.

use std::{
    env,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use anyhow::{Context, Result, ensure};
use axum::Router;
use dev_deployment::{build, guard, process::Output, topology::Layout};
use diagnosis::{Text, evidence::Evidence};
use lab_model::{Refusal, SceneId, Visitor};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use crate::{answer, evidence, scene::Scene, shared::Shared, spec::Spec};

/// The first copy listens this far above the public port.
const COPIES_ABOVE: u16 = 1001;
/// The number of ports that each scene may take.
const PORTS_PER_SCENE: u16 = 20;

/// What can be chosen about a lab.
#[derive(Clone)]
pub struct Options {
    /// The port of the lab and its scenes; the next one is taken as well.
    pub port: u16,
    /// Whether the optimised programs are started.
    pub release: bool,
    /// Where its processes write to.
    pub output: Output,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 4400,
            release: false,
            output: Output::Terminal,
        }
    }
}

/// The lab. Dropping it ends everything it started, and so does the end of this process, whatever ends it.
pub struct Supervisor {
    pub(crate) inner: Arc<Inner>,
    stop: Mutex<Option<oneshot::Sender<()>>>,
    served: Mutex<Option<JoinHandle<()>>>,
}

/// The scenes of a lab, and its pages.
pub struct Inner {
    pub shared: Arc<Shared>,
    /// Those of the lesson and those that somebody asked for, in this order.
    scenes: Mutex<Vec<Arc<Scene>>>,
    pub pages: OnceLock<Router>,
}

impl Supervisor {
    /// Listens on the port and the next one, of this machine only. No scene runs yet.
    pub async fn start(options: Options) -> Result<Arc<Self>> {
        let named = env::var("DATABASE_URL").is_ok_and(|url| !url.is_empty());
        ensure!(
            !named,
            "the lab ends sessions, databases and servers, and so works on a PostgreSQL of its own only: unset DATABASE_URL"
        );
        let mut listeners = Vec::new();
        for port in [options.port, options.port + 1] {
            let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
            let listener = TcpListener::bind(address).await;
            listeners.push(listener.with_context(|| format!("cannot listen on {address}"))?);
        }
        guard::start()?;
        let shared = Arc::new(Shared::new(options)?);
        let inner = Arc::new(Inner {
            shared,
            scenes: Mutex::default(),
            pages: OnceLock::new(),
        });
        for spec in Spec::all() {
            inner.add(spec);
        }
        let app = Router::new().fallback(answer::answer).with_state(inner.clone());
        let (stop, stopped) = oneshot::channel();
        let served = tokio::spawn(async move {
            let stopped = async { drop(stopped.await) };
            if let Err(error) = gateway::listen(app, listeners, stopped).await {
                tracing::error!("the lab answers no more: {error:#}");
            }
        });
        Ok(Arc::new(Self {
            inner,
            stop: Mutex::new(Some(stop)),
            served: Mutex::new(Some(served)),
        }))
    }

    /// Builds the programs of all scenes. Blocks, and shows how far it is.
    pub fn build(release: bool) -> Result<()> {
        // The gateway is in this process: its program is not needed.
        let groups: Vec<_> = [Layout::Monolith, Layout::Split]
            .into_iter()
            .flat_map(build::programs)
            .filter(|group| group != &&["gateway"])
            .copied()
            .collect();
        build::build(&groups, release)
    }

    /// The origin of the lab's pages.
    pub fn origin(&self) -> &str {
        &self.inner.shared.around.origin
    }

    /// Answers with these pages at the lab's origin. The first ones stay.
    pub fn set_pages(&self, pages: Router) {
        drop(self.inner.pages.set(pages));
    }

    /// The evidence of a visitor's journey, for a run that is kept. Its values are raw: they must not leave the process.
    pub async fn evidence(&self, id: &SceneId, visitor: &Visitor) -> Result<Evidence, Refusal> {
        let scene = self.inner.scene(id)?;
        Ok(evidence::gather(&scene, visitor).await.evidence)
    }

    /// Ends everything, in order.
    pub async fn shut_down(&self) {
        let stop = self.stop.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(stop);
        let scenes = self.inner.scenes();
        futures::future::join_all(scenes.iter().map(Scene::stop)).await;
        let served = self.served.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(served) = served {
            drop(served.await);
        }
        self.inner.shared.end_postgres().await;
    }
}

impl Inner {
    /// The scenes, in their order.
    pub fn scenes(&self) -> Vec<Arc<Scene>> {
        self.scenes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn add(&self, spec: Spec) -> Arc<Scene> {
        let mut scenes = self.scenes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(scene) = scenes.iter().find(|scene| scene.spec.id == spec.id) {
            return scene.clone();
        }
        let place = u16::try_from(scenes.len()).unwrap_or(u16::MAX);
        let ports = self.shared.around.port + COPIES_ABOVE + place * PORTS_PER_SCENE;
        let scene = Arc::new(Scene::new(spec, self.shared.clone(), ports));
        scenes.push(scene.clone());
        scene
    }

    /// The scene of this name.
    pub fn scene(&self, id: &SceneId) -> Result<Arc<Scene>, Refusal> {
        let spec = Spec::find(id).ok_or_else(|| Refusal {
            unknown: true,
            reason: Text::new(format!("没有场景 {id}。"), format!("There is no scene {id}.")),
        })?;
        Ok(self.add(spec))
    }
}
