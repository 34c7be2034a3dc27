//! One request over plain HTTP/1.1 to this machine, on a connection of its own, so that no answer depends on an earlier one.

use std::{net::Ipv4Addr, time::Duration};

use anyhow::{Context as _, Result};
use http::{HeaderMap, Request};
use http_body_util::{BodyExt, Full, Limited};
use hyper::{body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpSocket, time::timeout};
use url::Url;

/// The longest that a visitor waits for an answer: longer than the longest fault.
const PATIENCE: Duration = Duration::from_secs(40);
/// The largest page that is read, in bytes.
const LARGEST_PAGE: usize = 4 << 20;

/// A request to be sent.
pub struct Call<'a> {
    /// The method.
    pub method: &'a str,
    /// The address. Whatever its host is called, it is this machine.
    pub url: &'a Url,
    /// The headers besides `Host`.
    pub headers: Vec<(&'static str, String)>,
    /// The fields of a form.
    pub form: Option<String>,
    /// The address of the loopback network that it comes from.
    pub from: Ipv4Addr,
}

/// An answer.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The page, as text.
    pub body: String,
}

/// Sends a request and reads the whole answer.
pub async fn send(call: Call<'_>) -> Result<Answer> {
    let url = call.url;
    timeout(PATIENCE, exchange(call))
        .await
        .with_context(|| format!("{} did not answer within {} s", place(url), PATIENCE.as_secs()))?
        .with_context(|| format!("no answer from {}", place(url)))
}

async fn exchange(call: Call<'_>) -> Result<Answer> {
    let port = call.url.port_or_known_default().context("no port")?;
    let socket = TcpSocket::new_v4()?;
    socket.bind((call.from, 0).into())?;
    let stream = socket.connect((Ipv4Addr::LOCALHOST, port).into()).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let connection = tokio::spawn(connection);
    let target = &call.url[url::Position::BeforePath..url::Position::AfterQuery];
    let host = &call.url[url::Position::BeforeHost..url::Position::AfterPort];
    let mut request = Request::builder()
        .method(call.method)
        .uri(target)
        .header("host", host)
        .header("connection", "close");
    for (name, value) in call.headers {
        request = request.header(name, value);
    }
    if call.form.is_some() {
        request = request.header("content-type", "application/x-www-form-urlencoded");
    }
    let body = Full::new(Bytes::from(call.form.unwrap_or_default()));
    let response = sender.send_request(request.body(body)?).await?;
    let (head, body) = response.into_parts();
    let body = Limited::new(body, LARGEST_PAGE).collect().await;
    let body = body.map_err(anyhow::Error::from_boxed)?.to_bytes();
    connection.abort();
    Ok(Answer {
        status: head.status.as_u16(),
        headers: head.headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}

/// An address without its query, which may hold a code or a token.
fn place(url: &Url) -> &str {
    &url[..url::Position::AfterPath]
}
