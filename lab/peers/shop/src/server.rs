//! How a shop is served.

use std::{env, net::Ipv4Addr};

use anyhow::{Context, Result};
use axum::{
    Router,
    http::{HeaderName, HeaderValue, header},
    middleware::map_response,
    response::Response,
};
use tokio::net::TcpListener;
use tower_http::compression::CompressionLayer;

/// The allocator of all these programs, as it is the shop's that they are compared with.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The headers of every page.
const HEADERS: [(HeaderName, HeaderValue); 8] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::CONTENT_LANGUAGE, HeaderValue::from_static("zh-CN")),
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; \
             base-uri 'none'; frame-ancestors 'none'",
        ),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("strict-origin-when-cross-origin"),
    ),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
];

/// Where the shop is: `PORT` (3000), and `ORIGIN` if it is not that port of `cfmall.localhost`.
#[derive(Debug, Clone)]
pub struct Address {
    port: u16,
    /// Scheme, host and port, as pages name them.
    pub origin: String,
}

impl Address {
    /// The address that the environment names.
    pub fn from_environment() -> Result<Self> {
        let port = env::var("PORT").unwrap_or_else(|_| "3000".to_owned());
        let port = port.parse().context("PORT is no port")?;
        let origin = env::var("ORIGIN").unwrap_or_else(|_| format!("http://cfmall.localhost:{port}"));
        Ok(Self { port, origin })
    }
}

/// Runs the program on as many threads as `WORKERS` says (2).
pub fn run(program: impl Future<Output = Result<()>>) -> Result<()> {
    let threads = env::var("WORKERS").unwrap_or_else(|_| "2".to_owned());
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads.parse().context("WORKERS is no number")?)
        .enable_all()
        .build()?
        .block_on(program)
}

/// Answers requests until the process ends; compressed if `COMPRESSION=1`.
pub async fn serve(router: Router, address: &Address) -> Result<()> {
    let mut router = router.layer(map_response(async |mut response: Response| {
        response.headers_mut().extend(HEADERS);
        response
    }));
    if env::var("COMPRESSION").is_ok_and(|wanted| wanted == "1") {
        router = router.layer(CompressionLayer::new());
    }
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, address.port)).await?;
    println!("listening");
    Ok(axum::serve(listener, router).await?)
}
