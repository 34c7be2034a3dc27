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

/// How long a response may take: longer than the slowest that a case waits for (a held request is let go after 20 s).
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(25);

/// A request that is complete but for its cookies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// The HTTP method.
    pub method: Method,
    /// The path with its query.
    pub path: String,
    /// The headers, without `Host`.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The request body.
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

    /// A `GET` request.
    pub fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path)
    }

    /// Adds a header. A name or value that HTTP does not allow is left out: [`raw`] is for those.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (name.parse(), value.parse()) {
            self.headers.push((name, value));
        }
        self
    }

    /// Whether the request has the header `name`.
    pub fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|(header, _)| header == name)
    }

    /// Removes the header `name`.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(header, _)| header.as_str() != name);
        self
    }
}

/// The reason why no answer came.
#[derive(Debug)]
pub enum NoAnswer {
    /// The connection failed or broke, with the reason.
    Broken(String),
    /// No answer came within this time.
    TimedOut(Duration),
}

impl fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken(why) => write!(f, "no answer: {why}"),
            Self::TimedOut(limit) => write!(f, "no answer within {} s", limit.as_secs()),
        }
    }
}

/// An HTTP client that keeps connections open between requests, as browsers and proxies do.
#[derive(Clone)]
pub struct Client {
    pooled: Pooled<HttpConnector, Full<Bytes>>,
    /// The witness that looks at every answer.
    pub witness: Witness,
}

impl Client {
    /// A client that shows every answer to `witness`.
    pub fn new(witness: Witness) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let pooled = Pooled::builder(TokioExecutor::new())
            .pool_max_idle_per_host(64)
            .build(connector);
        Self { pooled, witness }
    }

    /// Sends a request to `address` (`127.0.0.1:4001`) as if it were `host`.
    pub async fn send(&self, address: &str, host: &str, outgoing: Outgoing) -> Result<Answer, NoAnswer> {
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
            .map_err(|error| NoAnswer::Broken(error.to_string()))?;
        let sent = Instant::now();
        let answer = tokio::time::timeout(RESPONSE_TIMEOUT, self.exchange(request, sent))
            .await
            .map_err(|_| NoAnswer::TimedOut(RESPONSE_TIMEOUT))??;
        self.witness.look_at(&path, &answer);
        Ok(answer)
    }

    async fn exchange(&self, request: Request<Full<Bytes>>, sent: Instant) -> Result<Answer, NoAnswer> {
        let response = self
            .pooled
            .request(request)
            .await
            .map_err(|error| NoAnswer::Broken(reason(&error)))?;
        let (head, body) = response.into_parts();
        let body = body
            .collect()
            .await
            .map_err(|error| NoAnswer::Broken(format!("the body broke off: {error}")))?
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

/// The text of the innermost source of an error, which is the most specific.
fn reason(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
