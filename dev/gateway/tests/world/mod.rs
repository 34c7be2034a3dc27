//! The world of the stories: copies that can be killed and come back, a gateway before them, a visitor.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::Path,
    http::{HeaderMap, Request, Response, StatusCode, header},
    routing::{any, get, post},
};
use gateway::{Config, PoolConfig};
use http_body_util::BodyExt;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    runtime::{Builder, Runtime},
    sync::oneshot,
};

/// A service copy with a runtime of its own, so that dropping it is as sudden as `kill -9`.
pub struct Copy {
    pub address: SocketAddr,
    ready: Arc<AtomicBool>,
    runtime: Option<Runtime>,
}

impl Copy {
    pub fn start() -> Self {
        Self::start_at("127.0.0.1:0".parse().unwrap())
    }

    pub fn start_at(address: SocketAddr) -> Self {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let (bound, wait) = std::sync::mpsc::channel();
        let ready = Arc::new(AtomicBool::new(true));
        let asked = ready.clone();
        runtime.spawn(async move {
            let listener = TcpListener::bind(address).await.unwrap();
            bound.send(listener.local_addr().unwrap()).unwrap();
            let port = listener.local_addr().unwrap().port();
            axum::serve(listener, service(port, asked)).await.unwrap();
        });
        Self {
            address: wait.recv().unwrap(),
            ready,
            runtime: Some(runtime),
        }
    }

    /// What it says from now on when it is asked whether it is ready.
    pub fn set_ready(&self, ready: bool) {
        self.ready.store(ready, Ordering::Relaxed);
    }

    /// Returns when nobody listens any more.
    pub async fn kill(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
        while TcpStream::connect(self.address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        // A runtime must not be dropped the usual, waiting way inside another one.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn service(port: u16, ready: Arc<AtomicBool>) -> Router {
    let readyz = async move || {
        if ready.load(Ordering::Relaxed) {
            StatusCode::OK
        } else {
            StatusCode::SERVICE_UNAVAILABLE
        }
    };
    Router::new()
        .route("/livez", get(|| async { "ok" }))
        .route("/readyz", get(readyz))
        .route(
            "/headers",
            any(|headers: HeaderMap| async move { format!("{headers:?}") }),
        )
        .route("/echo", post(|body: Bytes| async move { body }))
        // The copy that is named never finishes, the others do at once.
        .route(
            "/stuck-at/{port}",
            any(async move |Path(stuck): Path<u16>| {
                if stuck == port {
                    std::future::pending::<()>().await;
                }
                "done"
            }),
        )
        .route("/drip", get(drip))
        .fallback(|request: Request<Body>| async move { request.uri().to_string() })
}

/// Sends one chunk at once and the last one only after a second request would long be over.
async fn drip() -> Body {
    let chunks = futures::stream::unfold(0, |sent| async move {
        if sent == 1 {
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
        (sent < 2).then(|| (Ok::<_, std::io::Error>(format!("chunk {sent}")), sent + 1))
    });
    Body::from_stream(chunks)
}

/// A copy that closes each kept connection just when it is used again, as one may whose time for the next request is over.
pub struct ClosingCopy {
    pub address: SocketAddr,
    closed: Arc<AtomicUsize>,
}

impl ClosingCopy {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let closed = Arc::new(AtomicUsize::new(0));
        let counter = closed.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let counter = counter.clone();
                tokio::spawn(async move {
                    let mut head = Vec::new();
                    let mut was_used = false;
                    while stream.read_buf(&mut head).await.is_ok_and(|bytes| bytes > 0) {
                        if !head.ends_with(b"\r\n\r\n") {
                            continue;
                        }
                        if was_used && !head.starts_with(b"GET /livez") {
                            counter.fetch_add(1, Ordering::Relaxed);
                            return;
                        }
                        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
                        stream.write_all(answer).await.unwrap();
                        head.clear();
                        was_used = true;
                    }
                });
            }
        });
        Self { address, closed }
    }

    /// The connections that it closed.
    pub fn closed(&self) -> usize {
        self.closed.load(Ordering::Relaxed)
    }
}

/// A running gateway.
pub struct Gateway {
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    client: Client<HttpConnector, Body>,
}

impl Gateway {
    /// `routes` as on the command line, the pools with their copies.
    pub async fn start(balance: &str, routes: &[&str], pools: &[(&str, &[&Copy])]) -> Self {
        let addresses = |copies: &[&Copy]| copies.iter().map(|copy| copy.address).collect();
        let pools = pools.iter().map(|(name, copies)| (*name, addresses(copies)));
        Self::before(balance, routes, pools).await
    }

    /// `routes` as on the command line, the pools with the addresses of their copies.
    pub async fn before(
        balance: &str,
        routes: &[&str],
        pools: impl IntoIterator<Item = (&str, Vec<SocketAddr>)>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let config = Config {
            listen: vec![address],
            routes: routes.iter().map(|route| route.parse().unwrap()).collect(),
            pools: pools
                .into_iter()
                .map(|(name, copies)| PoolConfig {
                    name: name.to_owned(),
                    copies,
                })
                .collect(),
            balance: balance.parse().unwrap(),
            check_every: Duration::from_millis(100),
        };
        config.check().unwrap();
        let (stop, stopped) = oneshot::channel();
        tokio::spawn(gateway::serve(config, vec![listener], async {
            drop(stopped.await);
        }));
        Self {
            address,
            stop: Some(stop),
            client: Client::builder(TokioExecutor::new()).build_http(),
        }
    }

    pub fn stop(&mut self) {
        self.stop.take();
    }

    pub async fn get(&self, host: &str, path: &str) -> Response<hyper::body::Incoming> {
        self.get_with(host, path, &[]).await
    }

    pub async fn get_with(
        &self,
        host: &str,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Response<hyper::body::Incoming> {
        let request = headers
            .iter()
            .fold(Request::get(self.url(path)), |request, (name, value)| {
                request.header(*name, *value)
            });
        self.client
            .request(request.header(header::HOST, host).body(Body::empty()).unwrap())
            .await
            .unwrap()
    }

    pub async fn post(
        &self,
        host: &str,
        path: &str,
        body: impl Into<Body>,
    ) -> Response<hyper::body::Incoming> {
        let request = Request::post(self.url(path)).header(header::HOST, host);
        self.client
            .request(request.body(body.into()).unwrap())
            .await
            .unwrap()
    }

    /// The names of the copies that answer `n` requests in a row.
    pub async fn answering(&self, n: usize, headers: &[(&str, &str)]) -> Vec<String> {
        let mut names = Vec::new();
        for _ in 0..n {
            let response = self.get_with("cfmall.localhost", "/", headers).await;
            assert_eq!(response.status(), StatusCode::OK);
            names.push(header_of(&response, "x-upstream"));
        }
        names
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

/// A client whose connections come from that address.
pub fn visitor_at(address: &str) -> Client<HttpConnector, Body> {
    let mut connector = HttpConnector::new();
    connector.set_local_address(Some(address.parse().unwrap()));
    Client::builder(TokioExecutor::new()).build(connector)
}

pub fn header_of<B>(response: &Response<B>, name: &str) -> String {
    response
        .headers()
        .get(name)
        .map(|value| value.to_str().unwrap().to_owned())
        .unwrap_or_default()
}

pub async fn text(response: Response<hyper::body::Incoming>) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

/// Long enough for several health checks.
pub async fn a_moment() {
    tokio::time::sleep(Duration::from_millis(600)).await;
}
