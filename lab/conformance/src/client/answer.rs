//! The answer of a copy to one request.

use std::time::{Duration, Instant};

use http::{HeaderMap, header::SET_COOKIE};
use hyper::body::Bytes;
use serde_json::Value;

use super::set_cookie::SetCookie;

/// A whole response, with the moments before the request and after the response.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status code.
    pub status: u16,
    /// The response headers.
    pub headers: HeaderMap,
    /// The response body.
    pub body: Bytes,
    /// The moment before the request was sent.
    pub sent: Instant,
    /// The moment after the last byte arrived.
    pub received: Instant,
}

impl Answer {
    /// The time from sending the request to the last byte of the response.
    pub fn took(&self) -> Duration {
        self.received - self.sent
    }

    /// Whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether the status is 3xx.
    pub fn is_redirect(&self) -> bool {
        (300..400).contains(&self.status)
    }

    /// Whether the status is 5xx.
    pub fn is_server_error(&self) -> bool {
        self.status >= 500
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; `null` if it is not JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The first value of the header `name`.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// All `Set-Cookie` headers as they came.
    pub fn set_cookie_lines(&self) -> Vec<String> {
        let lines = self.headers.get_all(SET_COOKIE).iter();
        lines
            .map(|line| String::from_utf8_lossy(line.as_bytes()).into_owned())
            .collect()
    }

    /// All cookies that the response sets or removes.
    pub fn set_cookies(&self) -> Vec<SetCookie> {
        let lines = self.set_cookie_lines();
        lines.iter().filter_map(|line| SetCookie::parse(line)).collect()
    }

    /// The status and, where it is short, the body: for observations.
    pub fn brief(&self) -> String {
        let text = self.text();
        let kind = self.header("content-type").unwrap_or_default();
        if text.is_empty() || text.len() > 120 || kind.starts_with("text/html") {
            self.status.to_string()
        } else {
            format!("{} {}", self.status, text.trim())
        }
    }
}
