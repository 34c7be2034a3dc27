//! The lab itself: its scenes, and the address at which all of them are.

use std::{
    env,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use async_trait::async_trait;
use axum::{
    Router,
    extract::{ConnectInfo, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use dev_deployment::{build, guard, hostnames::MALL_HOST, process::Output, topology::Layout};
use diagnosis::{Diagnosis, Outcome, Text, diagnose, evidence::Evidence, jar::Context as Circumstances};
use lab_model::{
    Anatomy, CookieAt, CopyState, Fault, Known, Lab, Refusal, Row, Scene as View, SceneId, Seen, Switch,
    Visitor,
};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};
use tower::ServiceExt;
use url::Url;

use crate::{
    clock, evidence, fault, front,
    key::Key,
    postgres::Postgres,
    request,
    running::Surroundings,
    scene::{Scene, failed, refused},
    side_channel::SideChannel,
    spec::Spec,
};

/// The first copy listens this far above the public port.
const COPIES_ABOVE: u16 = 1001;
/// The number of ports that each scene may take.
const PORTS_PER_SCENE: u16 = 20;
/// How long somebody waits for a change.
const WAIT: Duration = Duration::from_secs(20);
/// So much of a digest is shown.
const DIGITS: usize = 16;
/// The number of visitors whose sessions copies are asked for.
const ASKED_FOR: usize = 4;

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
    inner: Arc<Inner>,
    stop: Mutex<Option<oneshot::Sender<()>>>,
    served: Mutex<Option<JoinHandle<()>>>,
}

struct Inner {
    shared: Arc<Shared>,
    /// Those of the lesson and those that somebody asked for, in this order.
    scenes: Mutex<Vec<Arc<Scene>>>,
    pages: OnceLock<Router>,
}

/// What all scenes share.
pub struct Shared {
    pub around: Surroundings,
    pub key: Key,
    pub side: SideChannel,
    pub lab_url: Url,
    /// The domain of the cookie by which browsers are told apart.
    pub cookie_domain: String,
    postgres: tokio::sync::Mutex<Option<Arc<Postgres>>>,
    visitors: AtomicU64,
}

impl Shared {
    /// The lab's PostgreSQL, started when it is needed for the first time.
    pub async fn postgres(self: &Arc<Self>) -> Result<Arc<Postgres>> {
        let mut postgres = self.postgres.lock().await;
        if let Some(postgres) = &*postgres {
            return Ok(postgres.clone());
        }
        let shared = self.clone();
        let started = tokio::task::spawn_blocking(move || {
            let Surroundings {
                port,
                release,
                output,
                ..
            } = &shared.around;
            Postgres::start(&format!(".dev/lab/{port}"), *release, output)
        });
        let started = Arc::new(started.await??);
        *postgres = Some(started.clone());
        Ok(started)
    }

    /// A visitor that nobody has seen yet.
    pub fn new_visitor(&self) -> Visitor {
        self.key.visitor(self.visitors.fetch_add(1, Ordering::Relaxed))
    }
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
        let key = Key::new()?;
        let origin = format!("http://lab.{MALL_HOST}:{}", options.port);
        let shared = Arc::new(Shared {
            lab_url: Url::parse(&origin)?,
            side: SideChannel::new(key.hex()),
            around: Surroundings {
                port: options.port,
                release: options.release,
                output: options.output,
                key: key.hex().to_owned(),
                origin,
            },
            key,
            cookie_domain: MALL_HOST.to_owned(),
            postgres: tokio::sync::Mutex::default(),
            visitors: AtomicU64::new(1),
        });
        let inner = Arc::new(Inner {
            shared,
            scenes: Mutex::default(),
            pages: OnceLock::new(),
        });
        for spec in Spec::all() {
            inner.add(spec);
        }
        let app = Router::new().fallback(answer).with_state(inner.clone());
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
        let postgres = self.inner.shared.postgres.lock().await.take();
        drop(tokio::task::spawn_blocking(move || drop(postgres)).await);
    }
}

impl Inner {
    fn scenes(&self) -> Vec<Arc<Scene>> {
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
    fn scene(&self, id: &SceneId) -> Result<Arc<Scene>, Refusal> {
        let spec = Spec::find(id).ok_or_else(|| Refusal {
            unknown: true,
            reason: Text::new(format!("没有场景 {id}。"), format!("There is no scene {id}.")),
        })?;
        Ok(self.add(spec))
    }
}

/// Answers a request by whatever its host names: the lab's pages, or a scene.
async fn answer(
    State(inner): State<Arc<Inner>>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let Some(authority) = gateway::authority_of(&request) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let host = authority.split(':').next().unwrap_or_default();
    if Some(host) == inner.shared.lab_url.host_str() {
        return pages(&inner, request).await;
    }
    let scene = inner
        .scenes()
        .into_iter()
        .find(|scene| scene.spec.has_host(&authority));
    match scene {
        Some(scene) => front::answer(scene, client.ip(), &authority, request).await,
        None => (StatusCode::MISDIRECTED_REQUEST, "421: no scene has this host.\n").into_response(),
    }
}

/// The lab's own pages, which are told who the visitor is.
async fn pages(inner: &Inner, mut request: Request) -> Response {
    let Some(pages) = inner.pages.get() else {
        return (StatusCode::NOT_FOUND, "The lab runs without pages.\n").into_response();
    };
    let line = request::visitor(request.headers()).is_none().then(|| {
        let visitor = inner.shared.new_visitor();
        request::add_visitor(request.headers_mut(), &visitor);
        request::visitor_line(&visitor, &inner.shared.cookie_domain)
    });
    let Ok(mut response) = pages.clone().oneshot(request).await;
    if let Some(line) = line.and_then(|line| HeaderValue::try_from(line).ok()) {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    response
}

#[async_trait]
impl Lab for Supervisor {
    async fn scenes(&self) -> Vec<View> {
        self.inner.scenes().iter().map(|scene| scene.view()).collect()
    }

    async fn scene(&self, id: &SceneId) -> Result<View, Refusal> {
        let scene = self.inner.scene(id)?;
        let mut view = scene.view();
        let sessions: Vec<(Visitor, String)> = {
            let journal = scene.journal();
            let visitors = journal.visitors().into_iter().filter_map(|visitor| {
                let session = journal.browsers.get(&visitor)?.session.clone()?;
                Some((visitor, session))
            });
            visitors.take(ASKED_FOR).collect()
        };
        let copies = scene.copies();
        let asked = copies.iter().map(async |known| {
            let mut knows = Vec::new();
            if known.state != CopyState::Running {
                return knows;
            }
            let host = scene.host_of(&known.copy.service);
            for (visitor, session) in &sessions {
                let cookie = format!("{}={session}", scene.spec.cookie());
                let Some(look_up) = scene.shared.side.knows(known.copy.port, &host, &cookie).await else {
                    break;
                };
                knows.push(Known {
                    visitor: visitor.clone(),
                    session: scene.shared.key.mark(session),
                    look_up,
                });
            }
            knows
        });
        let told = futures::future::join_all(asked).await;
        for (copy, knows) in view.copies.iter_mut().zip(told) {
            copy.knows = knows;
        }
        Ok(view)
    }

    async fn start(&self, id: &SceneId) -> Result<(), Refusal> {
        self.inner.scene(id)?.start().await
    }

    async fn stop(&self, id: &SceneId) -> Result<(), Refusal> {
        self.inner.scene(id)?.stop().await
    }

    async fn reset(&self, id: &SceneId) -> Result<(), Refusal> {
        self.inner.scene(id)?.reset().await
    }

    async fn apply(&self, id: &SceneId, fault: &Fault) -> Result<Text, Refusal> {
        let scene = self.inner.scene(id)?;
        if scene.gateway().is_none() {
            return Err(refused("场景没有启动。", "The scene does not run."));
        }
        fault::apply(&scene, fault).await
    }

    async fn seen(&self, id: &SceneId, after: u64) -> Result<Vec<Seen>, Refusal> {
        let scene = self.inner.scene(id)?;
        let journal = scene.journal();
        Ok(journal.after(after).map(|record| record.seen.clone()).collect())
    }

    async fn changed(&self, id: &SceneId, after: u64) -> Result<(), Refusal> {
        let scene = self.inner.scene(id)?;
        let mut changes = scene.changes();
        changes.mark_unchanged();
        if scene.journal().last() <= after {
            drop(tokio::time::timeout(WAIT, changes.changed()).await);
        }
        Ok(())
    }

    async fn visitors(&self, id: &SceneId) -> Result<Vec<Visitor>, Refusal> {
        Ok(self.inner.scene(id)?.journal().visitors())
    }

    async fn cookies(&self, id: &SceneId, visitor: &Visitor) -> Result<Vec<CookieAt>, Refusal> {
        let scene = self.inner.scene(id)?;
        let [mall, auth] = scene.origins();
        let mut addresses = vec![format!("{mall}/")];
        if scene.spec.topology.layout == Layout::Split {
            addresses.push(format!("{auth}/account"));
        }
        let journal = scene.journal();
        let Some(browser) = journal.browsers.get(visitor) else {
            return Ok(Vec::new());
        };
        let mut cookies = Vec::new();
        for address in addresses {
            let url = Url::parse(&address).map_err(|error| failed(&error.into()))?;
            for decision in browser.jar.decide(&url, &Circumstances::typed(), clock::now()) {
                let cookie = decision.cookie;
                cookies.push(CookieAt {
                    name: cookie.name.clone(),
                    mark: scene.shared.key.mark(&cookie.value),
                    domain: cookie.domain.clone(),
                    host_only: cookie.host_only,
                    path: cookie.path.clone(),
                    address: address.clone(),
                    sent: decision.sent,
                    rule: decision.rule,
                });
            }
        }
        Ok(cookies)
    }

    async fn diagnose(&self, id: &SceneId, visitor: &Visitor) -> Result<Diagnosis, Refusal> {
        let scene = self.inner.scene(id)?;
        let journey = evidence::gather(&scene, visitor).await;
        let mut diagnosis = diagnose(&journey.evidence);
        if journey.logged_out && diagnosis.outcome == Outcome::Fine {
            diagnosis.outcome = Outcome::CouldNotRun;
            diagnosis.sentence = Text::new(
                "访问者自己退出了登录，没有昵称是应该的。",
                "The visitor has logged out: that no nickname is shown is as it should be.",
            );
        }
        Ok(diagnosis)
    }

    async fn anatomy(&self, id: &SceneId, visitor: &Visitor) -> Result<Anatomy, Refusal> {
        let scene = self.inner.scene(id)?;
        let (session, nickname) = {
            let journal = scene.journal();
            let browser = journal.browsers.get(visitor);
            (
                browser.and_then(|browser| browser.session.clone()),
                browser.and_then(|browser| browser.nickname.clone()),
            )
        };
        let Some(session) = session else {
            return Ok(Anatomy::default());
        };
        let cookie = format!("{}={session}", scene.spec.cookie());
        let mut anatomy = Anatomy {
            cookie: Some(scene.shared.key.mark(&session)),
            member: nickname,
            ..Anatomy::default()
        };
        // Any copy tells of a shared table; of memories the one that knows the session.
        for known in scene
            .copies()
            .iter()
            .filter(|known| known.state == CopyState::Running)
        {
            let host = scene.host_of(&known.copy.service);
            let told = scene.shared.side.anatomy(known.copy.port, &host, &cookie).await;
            let told: Anatomy = match told {
                Ok(told) => read_anatomy(&told),
                Err(_) => continue,
            };
            if !told.rows.is_empty() || told.digest.is_some() {
                anatomy = Anatomy {
                    cookie: anatomy.cookie,
                    member: told.member.or(anatomy.member),
                    ..told
                };
                break;
            }
        }
        Ok(anatomy)
    }

    fn flipped(&self, id: &SceneId, switch: Switch) -> Option<SceneId> {
        Some(Spec::find(id)?.flipped(switch)?.id)
    }
}

/// What a copy tells of a session.
fn read_anatomy(told: &serde_json::Value) -> Anatomy {
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let rows = told["rows"].as_array().into_iter().flatten();
    Anatomy {
        cookie: None,
        digest: text(&told["digest"]).map(|digest| digest.chars().take(DIGITS).collect()),
        rows: rows
            .map(|row| {
                let columns = row["columns"].as_array().into_iter().flatten();
                Row {
                    table: text(&row["table"]).unwrap_or_default(),
                    columns: columns
                        .filter_map(|column| Some((text(&column[0])?, text(&column[1])?)))
                        .collect(),
                }
            })
            .collect(),
        member: text(&told["member"]),
        idle: told["idle"].as_u64(),
        absolute: told["absolute"].as_u64(),
    }
}
