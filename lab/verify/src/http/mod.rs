//! One request at a time, each on a connection of its own, so that no answer depends on an earlier one by its connection.

mod body;
mod charset;
mod connect;
mod refresh;
mod tls;

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use diagnosis::{Text, evidence::Pair};
use http::{Request, Uri, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::time::timeout;
use url::Url;

pub use connect::Override;
pub use tls::Trust;

/// The largest page that is read.
const LARGEST_BODY: usize = 4 << 20;
/// The number of header lines of an answer up to which it is read: browsers have no limit but for their size.
const MOST_HEADERS: usize = 2_000;
/// What bodies may be compressed with (`Accept-Encoding`).
pub const ENCODINGS: &str = "gzip, deflate";

/// A request.
#[derive(Clone, Debug)]
pub struct Call {
    pub method: String,
    pub url: Url,
    /// The cookies, in the order in which they are sent.
    pub cookies: Vec<Pair>,
    pub headers: Vec<(String, String)>,
    /// The content type and the body.
    pub body: Option<(String, String)>,
    /// The address of a single copy that gets the request instead of the host in the address.
    pub copy: Option<Url>,
    /// Whether every cookie has a field of its own also over HTTP/1.1.
    pub split: bool,
}

impl Call {
    /// A `GET` without anything.
    pub fn get(url: Url) -> Self {
        Self {
            method: "GET".to_owned(),
            url,
            cookies: Vec::new(),
            headers: Vec::new(),
            body: None,
            copy: None,
            split: false,
        }
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
    pub took: Duration,
}

impl Reply {
    /// The first header of a name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// All headers of a name in lower case.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Where the answer sends a browser: by a redirect, or by a page that is shown for a moment only.
    pub fn redirect(&self, from: &Url) -> Option<Url> {
        if !self.is_redirect() {
            return refresh::target(self, from);
        }
        let mut target = from.join(self.header("location")?).ok()?;
        if target.fragment().is_none() {
            target.set_fragment(from.fragment());
        }
        matches!(target.scheme(), "http" | "https").then_some(target)
    }

    /// Whether the status is one of a redirect.
    pub const fn is_redirect(&self) -> bool {
        matches!(self.status, 301 | 302 | 303 | 307 | 308)
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Failure {
    #[error("{0} has no address")]
    Unresolved(String),
    #[error("nobody answers at {0}")]
    Unreachable(String),
    #[error("the TLS of {0} is not accepted: {1}")]
    Tls(String, String),
    #[error("{0} did not answer within {1} s")]
    Timeout(String, u64),
    #[error("{0} broke off: {1}")]
    Broken(String, String),
    #[error("the limit of {0} requests is reached")]
    Limit(usize),
}

impl Failure {
    /// The reason in both languages.
    pub fn text(&self) -> Text {
        let zh = match self {
            Self::Unresolved(host) => format!("找不到 {host} 的地址"),
            Self::Unreachable(host) => format!("{host} 没有人应答"),
            Self::Tls(host, error) => format!("{host} 的 TLS 不被接受：{error}"),
            Self::Timeout(host, seconds) => format!("{host} 在 {seconds} 秒内没有应答"),
            Self::Broken(host, error) => format!("{host} 中断了连接：{error}"),
            Self::Limit(most) => format!("已达到 {most} 个请求的上限"),
        };
        Text::new(zh, self.to_string())
    }
}

/// A client with its settings.
pub struct Client {
    pub overrides: Vec<Override>,
    pub trust: Trust,
    pub timeout: Duration,
    pub most_requests: usize,
    sent: AtomicUsize,
}

impl Client {
    /// A client that has sent nothing yet.
    pub const fn new(
        overrides: Vec<Override>,
        trust: Trust,
        timeout: Duration,
        most_requests: usize,
    ) -> Self {
        Self {
            overrides,
            trust,
            timeout,
            most_requests,
            sent: AtomicUsize::new(0),
        }
    }

    /// The number of requests so far.
    pub fn sent(&self) -> usize {
        self.sent.load(Ordering::Relaxed)
    }

    /// The answer to one request, on a new connection.
    pub async fn send(&self, call: &Call) -> Result<Reply, Failure> {
        if self.sent.fetch_add(1, Ordering::Relaxed) >= self.most_requests {
            return Err(Failure::Limit(self.most_requests));
        }
        let host = authority(&call.url);
        let started = Instant::now();
        timeout(self.timeout, self.exchange(call, started))
            .await
            .unwrap_or(Err(Failure::Timeout(host, self.timeout.as_secs())))
    }

    async fn exchange(&self, call: &Call, started: Instant) -> Result<Reply, Failure> {
        let host = authority(&call.url);
        let broken = |error: hyper::Error| Failure::Broken(host.clone(), error.to_string());
        let stream = self.connect(call).await?;
        let http2 = stream.http2;
        let request =
            request(call, http2).map_err(|error| Failure::Broken(host.clone(), error.to_string()))?;
        let io = TokioIo::new(stream.io);
        let response = if http2 {
            let (mut sender, connection) = hyper::client::conn::http2::handshake(TokioExecutor::new(), io)
                .await
                .map_err(broken)?;
            tokio::spawn(connection);
            sender.send_request(request).await.map_err(broken)?
        } else {
            let (mut sender, connection) = hyper::client::conn::http1::Builder::new()
                .max_headers(MOST_HEADERS)
                .handshake(io)
                .await
                .map_err(broken)?;
            tokio::spawn(connection);
            sender.send_request(request).await.map_err(broken)?
        };
        read(response, started)
            .await
            .map_err(|error| Failure::Broken(host, error))
    }
}

/// The host and the port as a browser shows them.
pub fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn request(call: &Call, http2: bool) -> Result<Request<Full<Bytes>>, http::Error> {
    let mut path = call.url.path().to_owned();
    if let Some(query) = call.url.query() {
        path = format!("{path}?{query}");
    }
    let uri: Uri = if http2 {
        format!("{}://{}{path}", call.url.scheme(), authority(&call.url)).parse()?
    } else {
        path.parse()?
    };
    let mut request = Request::builder().method(call.method.as_str()).uri(uri);
    if !http2 {
        request = request
            .header(header::HOST, authority(&call.url))
            .header(header::CONNECTION, "close");
    }
    for (name, value) in &call.headers {
        request = request.header(name.as_str(), value.as_bytes());
    }
    let pairs: Vec<_> = call
        .cookies
        .iter()
        .map(|pair| format!("{}={}", pair.name, pair.value))
        .collect();
    // RFC 9113 §8.2.3: over HTTP/2 browsers send a field for each cookie.
    let fields = if (http2 || call.split) && !pairs.is_empty() {
        pairs
    } else if pairs.is_empty() {
        Vec::new()
    } else {
        vec![pairs.join("; ")]
    };
    for field in fields {
        request = request.header(header::COOKIE, field.as_bytes());
    }
    let body = call
        .body
        .as_ref()
        .map(|(kind, body)| (kind.as_str(), body.clone()));
    if let Some((kind, _)) = &body {
        request = request.header(header::CONTENT_TYPE, *kind);
    }
    let bytes = body.map_or_else(Bytes::new, |(_, body)| Bytes::from(body));
    request.body(Full::new(bytes))
}

async fn read(response: http::Response<Incoming>, started: Instant) -> Result<Reply, String> {
    let (parts, body) = response.into_parts();
    let headers = parts
        .headers
        .iter()
        .map(|(name, value)| {
            let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.as_str().to_owned(), text)
        })
        .collect();
    let bytes = Limited::new(body, LARGEST_BODY)
        .collect()
        .await
        .map_err(|error| error.to_string())?
        .to_bytes();
    let encoding = parts.headers.get(header::CONTENT_ENCODING);
    let encoding = encoding.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = parts.headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let plain = body::unpack(&bytes, encoding).map_err(|error| error.to_string())?;
    Ok(Reply {
        status: parts.status.as_u16(),
        headers,
        body: charset::decode(&plain, kind),
        took: started.elapsed(),
    })
}
