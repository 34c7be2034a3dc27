//! HTTP as a browser speaks it, and as an attacker does.

pub mod answer;
pub mod csrf;
pub mod jar;
pub mod raw;
pub mod set_cookie;
pub mod socket;
pub mod witness;

use std::{
    fmt,
    time::{Duration, Instant},
};

use http::{HeaderName, HeaderValue, Method, Request};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper_util::{
    client::legacy::{Client as Pooled, connect::HttpConnector},
    rt::TokioExecutor,
};

pub use answer::Answer;
pub use set_cookie::SetCookie;
pub use witness::Witness;

/// Longer than the slowest answer a case may wait for (a held request is let go after twenty seconds).
const PATIENCE: Duration = Duration::from_secs(25);

/// A request that is complete but for its cookies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// The method.
    pub method: Method,
    /// Path and query.
    pub path: String,
    /// All headers but `Host`.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The body.
    pub body: Bytes,
}

impl Outgoing {
    /// A request without headers and body.
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        Self {
            method,
            path: path.into(),
            headers: Vec::new(),
            body: Bytes::new(),
        }
    }

    /// `GET`.
    pub fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path)
    }

    /// Adds a header. A value that is none is left out: the raw client is for those.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (name.parse(), value.parse()) {
            self.headers.push((name, value));
        }
        self
    }

    /// Whether it has this header.
    pub fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|(header, _)| header == name)
    }

    /// Removes a header.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(header, _)| header.as_str() != name);
        self
    }
}

/// No answer.
#[derive(Debug)]
pub enum Lost {
    /// Nobody there, or the connection broke.
    Broken(String),
    /// Nothing came for so long.
    TimedOut(Duration),
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken(why) => write!(f, "no answer: {why}"),
            Self::TimedOut(limit) => write!(f, "no answer within {} s", limit.as_secs()),
        }
    }
}

/// Keeps connections open between requests, as browsers and proxies do.
#[derive(Clone)]
pub struct Client {
    pooled: Pooled<HttpConnector, Full<Bytes>>,
    /// What every request adds to.
    pub witness: Witness,
}

impl Client {
    /// A client that tells `witness`.
    pub fn new(witness: Witness) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let pooled = Pooled::builder(TokioExecutor::new())
            .pool_max_idle_per_host(64)
            .build(connector);
        Self { pooled, witness }
    }

    /// Sends a request to `address` (`127.0.0.1:4001`) as if it were `host`.
    pub async fn send(&self, address: &str, host: &str, outgoing: Outgoing) -> Result<Answer, Lost> {
        let path = outgoing.path.clone();
        let mut request = Request::builder()
            .method(outgoing.method)
            .uri(format!("http://{address}{}", outgoing.path))
            .header(http::header::HOST, host);
        for (name, value) in outgoing.headers {
            request = request.header(name, value);
        }
        let request = request
            .body(Full::new(outgoing.body))
            .map_err(|error| Lost::Broken(error.to_string()))?;
        let sent = Instant::now();
        let answer = tokio::time::timeout(PATIENCE, self.exchange(request, sent))
            .await
            .map_err(|_| Lost::TimedOut(PATIENCE))??;
        self.witness.look_at(&path, &answer);
        Ok(answer)
    }

    async fn exchange(&self, request: Request<Full<Bytes>>, sent: Instant) -> Result<Answer, Lost> {
        let response = self
            .pooled
            .request(request)
            .await
            .map_err(|error| Lost::Broken(reason(&error)))?;
        let (head, body) = response.into_parts();
        let body = body
            .collect()
            .await
            .map_err(|error| Lost::Broken(format!("the body broke off: {error}")))?
            .to_bytes();
        Ok(Answer {
            status: head.status.as_u16(),
            headers: head.headers,
            body,
            sent,
            received: Instant::now(),
        })
    }
}

/// The innermost reason, which is the one that says something.
fn reason(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
