//! What copies tell the lab: which of them knows a session, and what it looks like in the store. Asking has no effect on any
//! session.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use axum::{
    body::Body,
    http::{HeaderValue, Method, Request, header},
};
use diagnosis::evidence::LookUp;
use http_body_util::{BodyExt, Limited};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde_json::Value;
use tokio::time::timeout;

/// The header in which the key of the run goes along.
const KEY_HEADER: &str = "x-lab-key";
/// The header in which an answer tells what was looked up for it.
pub const LOOK_UP: &str = "x-lab-look-up";
/// A copy that is frozen tells nothing.
const PATIENCE: Duration = Duration::from_secs(2);
/// No answer is longer.
const LONGEST: usize = 1024 * 1024;

/// Connections to the copies' side channel.
pub struct SideChannel {
    client: Client<HttpConnector, Body>,
    key: String,
}

/// A request that the lab makes itself.
pub struct Ask<'a> {
    /// The method.
    pub method: Method,
    /// The port of the copy.
    pub port: u16,
    /// The host and port that a visitor would name.
    pub host: &'a str,
    /// The path, with the query.
    pub path: &'a str,
    /// The `Cookie` header.
    pub cookie: Option<String>,
    /// The form that is sent.
    pub form: Option<String>,
}

/// An answer to the lab.
pub struct Told {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

impl SideChannel {
    /// A side channel with the key of the run.
    pub fn new(key: &str) -> Self {
        Self {
            client: Client::builder(TokioExecutor::new()).build_http(),
            key: key.to_owned(),
        }
    }

    /// What a copy would find for a cookie; `None` if it does not tell.
    pub async fn knows(&self, port: u16, host: &str, cookie: &str) -> Option<LookUp> {
        let told = self.get(port, host, "/api/lab/knows", cookie).await.ok()?;
        serde_json::from_slice(&told).ok()
    }

    /// The session of a cookie as the copy's store has it.
    pub async fn anatomy(&self, port: u16, host: &str, cookie: &str) -> Result<Value> {
        let told = self.get(port, host, "/api/lab/anatomy", cookie).await?;
        Ok(serde_json::from_slice(&told)?)
    }

    /// Ends the time of the session of a cookie, in whichever store the copy has.
    pub async fn expire(&self, port: u16, host: &str, cookie: &str) -> Result<()> {
        let told = self
            .ask(Ask {
                method: Method::POST,
                port,
                host,
                path: "/api/lab/expire",
                cookie: Some(cookie.to_owned()),
                form: None,
            })
            .await?;
        ensure!(
            (200..300).contains(&told.status),
            "the copy answers {}",
            told.status
        );
        Ok(())
    }

    async fn get(&self, port: u16, host: &str, path: &str, cookie: &str) -> Result<Vec<u8>> {
        let told = self
            .ask(Ask {
                method: Method::GET,
                port,
                host,
                path,
                cookie: Some(cookie.to_owned()),
                form: None,
            })
            .await?;
        ensure!(told.status == 200, "the copy answers {}", told.status);
        Ok(told.body)
    }

    /// Asks a copy, around the gateway.
    pub async fn ask(&self, ask: Ask<'_>) -> Result<Told> {
        let mut request = Request::builder()
            .method(ask.method)
            .uri(format!("http://127.0.0.1:{}{}", ask.port, ask.path))
            .header(header::HOST, ask.host)
            .header(header::ORIGIN, format!("http://{}", ask.host))
            .header(header::ACCEPT, "application/json")
            .header(KEY_HEADER, &self.key);
        if let Some(cookie) = ask.cookie {
            request = request.header(header::COOKIE, HeaderValue::try_from(cookie)?);
        }
        if ask.form.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let request = request.body(ask.form.map_or_else(Body::empty, Body::from))?;
        let exchange = async {
            let (head, body) = self.client.request(request).await?.into_parts();
            let body = Limited::new(body, LONGEST).collect().await;
            let body = body
                .map_err(|error| anyhow::anyhow!("{error}"))?
                .to_bytes()
                .to_vec();
            anyhow::Ok(Told {
                status: head.status.as_u16(),
                body,
            })
        };
        timeout(PATIENCE, exchange)
            .await
            .context("the copy does not answer")?
    }
}
