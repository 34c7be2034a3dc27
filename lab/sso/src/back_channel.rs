//! Requests that a server makes to another one, behind the browser's back.

use anyhow::{Context, Result};
use axum::{
    body::Body,
    http::{Request, Response, header},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use http_body_util::{BodyExt, Limited};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use std::{net::SocketAddr, time::Duration};
use tokio::time::timeout;

/// The longest that an answer is waited for: a visitor waits as well.
const PATIENCE: Duration = Duration::from_secs(3);
/// No answer is longer, in bytes.
const LONGEST: usize = 64 * 1024;

/// A way to one server. Plain http, and therefore on this machine only: RFC 6749 §3.2 demands TLS of everybody else.
#[derive(Clone)]
pub(crate) struct BackChannel {
    client: Client<HttpConnector, Body>,
    address: SocketAddr,
    host: String,
    /// `Authorization`, where the server wants to know who asks.
    credentials: Option<String>,
}

impl BackChannel {
    /// A way to the server at `address` that answers to the name `host`.
    pub(crate) fn new(address: SocketAddr, host: &str) -> Self {
        Self {
            client: Client::builder(TokioExecutor::new()).build_http(),
            address,
            host: host.to_owned(),
            credentials: None,
        }
    }

    /// The same way for the client `id`, which proves itself by its secret (RFC 6749 §2.3.1; both are plain ASCII without `%` and `+`).
    #[must_use]
    pub(crate) fn on_behalf_of(mut self, id: &str, secret: &str) -> Self {
        let pair = STANDARD.encode(format!("{id}:{secret}"));
        self.credentials = Some(format!("Basic {pair}"));
        self
    }

    /// Posts a form. The body of the answer is read whole.
    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Result<Response<Vec<u8>>> {
        let request = Request::post(self.at(path))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(app_kernel::path::query(form)))?;
        self.send(request).await
    }

    /// Asks for `target`, a path with its query.
    pub(crate) async fn get(&self, target: &str) -> Result<Response<Vec<u8>>> {
        self.send(Request::get(self.at(target)).body(Body::empty())?)
            .await
    }

    fn at(&self, target: &str) -> String {
        format!("http://{}{target}", self.address)
    }

    async fn send(&self, mut request: Request<Body>) -> Result<Response<Vec<u8>>> {
        let headers = request.headers_mut();
        headers.insert(header::HOST, self.host.parse()?);
        headers.insert(header::ACCEPT, "application/json".parse()?);
        if let Some(credentials) = &self.credentials {
            headers.insert(header::AUTHORIZATION, credentials.parse()?);
        }
        let exchange = async {
            let (head, body) = self.client.request(request).await?.into_parts();
            let body = Limited::new(body, LONGEST).collect().await;
            let body = body.map_err(|error| anyhow::anyhow!("{error}"))?.to_bytes();
            anyhow::Ok(Response::from_parts(head, body.to_vec()))
        };
        timeout(PATIENCE, exchange)
            .await
            .with_context(|| format!("{} does not answer", self.host))?
            .with_context(|| format!("{} cannot be asked", self.host))
    }
}
