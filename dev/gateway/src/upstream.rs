//! One copy of a service: where it is, whether it lives, and how it is asked.

use std::{
    io,
    net::SocketAddr,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use axum::{
    body::Body,
    extract::Request,
    http::{StatusCode, Uri},
    response::Response,
};
use axum_reverse_proxy::{HostBehaviour, ProxyError, ProxyPolicy, ReverseProxy, proxy_request_on_stream};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use tokio::{net::TcpStream, time::timeout};

/// The connections to the copies, shared by visitors' requests and health checks.
pub(crate) type Connections = Client<HttpConnector, Body>;

/// How long a copy may take to accept a connection before the next one is tried. Both are on this machine.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// How long a copy may take to send the headers of its response; the services' own limit of 10 s is shorter.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(15);

/// Connections to copies, none of them open yet.
pub(crate) fn connections() -> Connections {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    connector.set_connect_timeout(Some(CONNECT_TIMEOUT));
    Client::builder(TokioExecutor::new()).build(connector)
}

/// One copy of a service.
pub(crate) struct Upstream {
    /// The name of the copy: `auth-2`.
    pub name: String,
    /// The address the copy listens on.
    pub address: SocketAddr,
    proxy: ReverseProxy<HttpConnector>,
    policy: ProxyPolicy,
    alive: AtomicBool,
    ready: AtomicBool,
}

/// The outcome of sending a request to one copy.
pub(crate) enum Attempt {
    /// The copy answered.
    Answered(Response),
    /// The copy could not be connected to and nothing was sent: any other copy may be asked the same.
    NeverReached,
    /// The copy broke off after something was sent, with unknown effect; the status is the one to answer with.
    BrokenOff(StatusCode),
}

impl Upstream {
    /// A copy that is taken for alive.
    pub fn new(name: String, address: SocketAddr, connections: &Connections) -> Self {
        let policy = ProxyPolicy::new()
            // A cookie belongs to the host the visitor sees, and redirects lead there.
            .with_host_behaviour(HostBehaviour::Preserve)
            .with_public_scheme("http")
            .with_upstream_timeout(RESPONSE_TIMEOUT);
        let proxy = ReverseProxy::new_with_client("", format!("http://{address}"), connections.clone())
            .with_policy(policy.clone());
        // Alive until proven otherwise: a visitor who comes before the first check must not be turned away.
        Self {
            name,
            address,
            proxy,
            policy,
            alive: AtomicBool::new(true),
            ready: AtomicBool::new(true),
        }
    }

    /// Sends the request to the copy.
    ///
    /// A request that must not be repeated gets a connection of its own. A kept connection may be dead without our knowing, and
    /// then it cannot be told whether the copy read the request before it died; a fresh connection is refused before
    /// anything is sent.
    pub async fn ask(&self, request: Request) -> Attempt {
        if !request.method().is_idempotent() {
            return self.ask_afresh(request).await;
        }
        let Ok(response) = self.proxy.proxy_request(request).await;
        self.outcome(response)
    }

    /// Sends the request to the copy on a connection of its own.
    pub async fn ask_afresh(&self, request: Request) -> Attempt {
        let stream = match self.connect().await {
            Ok(stream) => stream,
            Err(error) => return self.unreachable(&error.to_string()),
        };
        let Ok(response) = proxy_request_on_stream(self.uri(&request), request, stream, &self.policy).await;
        self.outcome(response)
    }

    fn outcome(&self, response: Response) -> Attempt {
        match response.extensions().get::<ProxyError>() {
            None => Attempt::Answered(response),
            Some(error) if error.is_connect() => self.unreachable(error.message()),
            Some(error) => {
                tracing::warn!(copy = self.name, error = error.message(), "broke off");
                Attempt::BrokenOff(response.status())
            }
        }
    }

    /// Whether the copy answered when it was asked last.
    pub fn alive(&self) -> bool {
        self.alive.load(Ordering::Relaxed)
    }

    /// Notes whether the copy lives, and logs it when that has changed.
    pub fn set_alive(&self, alive: bool) {
        if self.alive.swap(alive, Ordering::Relaxed) == alive {
            return;
        }
        if alive {
            tracing::info!(copy = self.name, "is back");
        } else {
            tracing::warn!(copy = self.name, address = %self.address, "does not answer and is left out");
        }
    }

    /// Whether the copy said that it is ready when it was asked last. Where nobody asks, it is.
    pub fn ready(&self) -> bool {
        self.ready.load(Ordering::Relaxed)
    }

    /// Notes whether the copy is ready, and logs it when that has changed.
    pub fn set_ready(&self, ready: bool) {
        if self.ready.swap(ready, Ordering::Relaxed) != ready {
            tracing::info!(copy = self.name, ready, "says whether it is ready");
        }
    }

    fn unreachable(&self, error: &str) -> Attempt {
        tracing::debug!(copy = self.name, error, "not reached");
        self.set_alive(false);
        Attempt::NeverReached
    }

    async fn connect(&self) -> io::Result<TcpStream> {
        let stream = timeout(CONNECT_TIMEOUT, TcpStream::connect(self.address)).await??;
        stream.set_nodelay(true)?;
        Ok(stream)
    }

    /// The request's path and query at this copy's address.
    fn uri(&self, request: &Request) -> Uri {
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let uri = Uri::builder()
            .scheme("http")
            .authority(self.address.to_string())
            .path_and_query(path);
        // Made of parts that were parsed before.
        uri.build().unwrap_or_default()
    }
}
