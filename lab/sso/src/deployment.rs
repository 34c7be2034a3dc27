//! T9 as real processes on this machine: the authority, two sites, each with a database of its own, and one gateway before them.

use crate::{Registration, secret, site::CALLBACK, toy};
use anyhow::{Context, Result, ensure};
use app_kernel::Origin;
use axum::{
    Router,
    extract::{ConnectInfo, Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use dev_deployment::{
    build,
    database::Database,
    guard, port, probe,
    process::{self, Display, Output, Process},
    site, workspace,
};
use gateway::{Gateway, PoolConfig, Route};
use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};
use tower::ServiceExt;

/// The authority's host name.
pub const AUTHORITY: &str = "auth.t9.cfmall.localhost";
/// The sites' names and host names, each a site of its own.
pub const SITES: [(&str, &str); 2] = [
    ("sso", "cfmall-sso.localhost"),
    ("books", "cfmall-books.localhost"),
];
/// The thief's host name.
pub const THIEF: &str = "thief.localhost";

/// The first process listens this far above the public port.
const ABOVE: u16 = 1001;
/// A debug build that migrates on a busy machine is not fast.
const START_LIMIT: Duration = Duration::from_mins(2);
const CHECK_EVERY: Duration = Duration::from_secs(1);

/// T9, running. Dropping it ends it.
pub struct Deployment {
    /// The origin of the authority.
    pub authority: Origin,
    /// The origins of the sites.
    pub sites: Vec<Origin>,
    /// The origin of the thief.
    pub thief: Origin,
    /// The addresses of the databases: the authority's first, as their owner.
    pub databases: Vec<String>,
    /// What the sites are registered as.
    pub registrations: Vec<Registration>,
    /// The address of the authority's process.
    pub authority_address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    served: Option<JoinHandle<()>>,
    processes: Vec<Process>,
    // After the processes that use them.
    leases: Vec<Database>,
}

impl Deployment {
    /// Builds the two programs, each by itself, so that each has what is linked into it and no more.
    pub fn build() -> Result<()> {
        for feature in ["authority", "site"] {
            let program = format!("sso-{feature}");
            let mut cargo = build::selection()?;
            cargo.args(["--features", &format!("lab-sso/{feature}"), "--bin", &program]);
            process::run_cargo(&program, Display::suitable(), &mut cargo)?;
        }
        build::build(&[&["dev-postgres"]], false)
    }

    /// Starts all of it on the public port `port` of this machine and returns when it answers.
    pub async fn start(port: u16, output: Output) -> Result<Self> {
        let is_named = std::env::var("DATABASE_URL").is_ok_and(|url| !url.is_empty());
        ensure!(
            !is_named,
            "T9 works on databases of its own only: unset DATABASE_URL"
        );
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = TcpListener::bind(address)
            .await
            .with_context(|| format!("cannot listen on {address}"))?;
        guard::start()?;
        let started = tokio::task::spawn_blocking(move || Started::new(port, &output)).await??;
        started.behind_gateway(port, listener)
    }

    /// Ends it.
    pub async fn stop(mut self) {
        drop(self.stop.take());
        if let Some(served) = self.served.take() {
            drop(served.await);
        }
        let processes = std::mem::take(&mut self.processes);
        let leases = std::mem::take(&mut self.leases);
        let ended = tokio::task::spawn_blocking(move || {
            process::end(processes);
            drop(leases);
        });
        drop(ended.await);
    }
}

/// The processes, with nothing before them yet.
struct Started {
    registrations: Vec<Registration>,
    /// The ports of the authority and of the sites.
    ports: Vec<u16>,
    processes: Vec<Process>,
    databases: Vec<Database>,
}

impl Started {
    fn new(port: u16, output: &Output) -> Result<Self> {
        site::stage()?;
        let mut ports = Vec::new();
        for _ in 0..=SITES.len() {
            let from = ports.last().map_or(port + ABOVE, |last| last + 1);
            ports.push(port::next_free(from)?);
        }
        let registrations: Vec<_> = SITES
            .iter()
            .zip(&ports[1..])
            .map(|((id, host), own)| Registration {
                id: (*id).to_owned(),
                secret: secret::fresh(),
                redirect_uri: format!("http://{host}:{port}{CALLBACK}"),
                host: format!("{host}:{port}"),
                back_channel: SocketAddr::from((Ipv4Addr::LOCALHOST, *own)),
            })
            .collect();
        let authority = format!("http://{AUTHORITY}:{port}");
        let first = format!("http://{}:{port}", SITES[0].1);
        let mut started = Self {
            registrations,
            ports,
            processes: Vec::new(),
            databases: Vec::new(),
        };
        let sites = serde_json::to_string(&started.registrations)?;
        started.begin(
            "sso-authority",
            AUTHORITY,
            &format!("cfmall_t9_auth_{port}"),
            &[
                ("AUTH_ORIGIN", &authority),
                ("MALL_ORIGIN", &first),
                ("SSO_SITES", &sites),
                // Who shops at a site all day is not seen here in between.
                ("SESSION_IDLE", "12h"),
            ],
            output,
        )?;
        for (index, (id, host)) in SITES.iter().enumerate() {
            let own = format!("http://{host}:{port}");
            let secret = started.registrations[index].secret.clone();
            let back_channel = format!("127.0.0.1:{}", started.ports[0]);
            started.begin(
                "sso-site",
                host,
                &format!("cfmall_t9_{id}_{port}"),
                &[
                    ("AUTH_ORIGIN", &own),
                    ("MALL_ORIGIN", &own),
                    ("SSO_ID", id),
                    ("SSO_SECRET", &secret),
                    ("SSO_AUTHORITY", &authority),
                    ("SSO_BACK_CHANNEL", &back_channel),
                    ("SSO_THIEF", &format!("http://{THIEF}:{port}")),
                ],
                output,
            )?;
        }
        Ok(started)
    }

    /// Starts a program on a fresh name's database and waits until it answers.
    fn begin(
        &mut self,
        program: &str,
        host: &str,
        database: &str,
        environment: &[(&str, &str)],
        output: &Output,
    ) -> Result<()> {
        let lease = Database::start(database, false)?;
        let port = self.ports[self.processes.len()];
        let mut command = std::process::Command::new(workspace::program(program, false));
        command
            .current_dir(workspace::root())
            .arg("serve")
            .env_remove("SESSION_COOKIE_DOMAIN")
            .env("DATABASE_URL", &lease.urls.owner)
            .env("LEPTOS_SITE_ADDR", format!("127.0.0.1:{port}"))
            .env("LEPTOS_SITE_ROOT", site::root())
            .env("INSTANCE", host.split('.').next().unwrap_or(host))
            .env("TRUSTED_PROXIES", "1")
            .env("DEMO_DATA", "1")
            .env("LAB", "1")
            .envs(environment.iter().copied());
        let mut process = Process::start(program, &mut command, output)?;
        self.databases.push(lease);
        probe::wait_until_ready(port, host, "/readyz", START_LIMIT, || process.check())?;
        self.processes.push(process);
        Ok(())
    }

    fn behind_gateway(self, port: u16, listener: TcpListener) -> Result<Deployment> {
        let origin = |host: &str| Origin::parse(&format!("http://{host}:{port}"));
        let (authority, thief) = (origin(AUTHORITY)?, origin(THIEF)?);
        let sites: Vec<_> = SITES
            .iter()
            .map(|(_, host)| origin(host))
            .collect::<Result<_, _>>()?;
        let address = |port: &u16| SocketAddr::from((Ipv4Addr::LOCALHOST, *port));
        let hosts = [AUTHORITY].into_iter().chain(SITES.map(|(_, host)| host));
        let pool = |(host, port): (&str, &u16)| PoolConfig {
            name: host.replace('.', "-"),
            copies: vec![address(port)],
        };
        let pools: Vec<_> = hosts.clone().zip(&self.ports).map(pool).collect();
        let routes = hosts.zip(&pools).map(|(host, pool)| Route {
            host: Some(host.to_owned()),
            path: None,
            pool: pool.name.clone(),
        });
        let gateway = Gateway::new(&gateway::Config {
            listen: Vec::new(),
            routes: routes.collect(),
            pools,
            balance: "round-robin".parse()?,
            check_every: CHECK_EVERY,
        });
        let front = Front {
            gateway: Arc::new(gateway),
            thief: toy::thief(&thief, &authority, &sites[0]),
        };
        let app = Router::new().fallback(answer).with_state(front);
        let (stop, stopped) = oneshot::channel::<()>();
        let served = tokio::spawn(async move {
            let stopped = async { drop(stopped.await) };
            if let Err(error) = gateway::listen(app, vec![listener], stopped).await {
                tracing::error!("T9 answers no more: {error:#}");
            }
        });
        Ok(Deployment {
            authority_address: address(&self.ports[0]),
            authority,
            sites,
            thief,
            databases: self
                .databases
                .iter()
                .map(|database| database.urls.owner.clone())
                .collect(),
            registrations: self.registrations,
            stop: Some(stop),
            served: Some(served),
            processes: self.processes,
            leases: self.databases,
        })
    }
}

/// What stands before the processes.
#[derive(Clone)]
struct Front {
    gateway: Arc<Gateway>,
    thief: Router,
}

async fn answer(
    State(front): State<Front>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let Some(authority) = gateway::authority_of(&request) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    if authority.split(':').next() == Some(THIEF) {
        let Ok(response) = front.thief.oneshot(request).await;
        return response;
    }
    front.gateway.forward(client.ip(), request).await
}
