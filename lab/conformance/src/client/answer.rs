//! What a copy answered.

use std::time::{Duration, Instant};

use http::{HeaderMap, header::SET_COOKIE};
use hyper::body::Bytes;
use serde_json::Value;

use super::set_cookie::SetCookie;

/// A whole response, with the moments between which it happened.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// Taken before the request left.
    pub sent: Instant,
    /// Taken after the last byte arrived.
    pub received: Instant,
}

impl Answer {
    /// From sending to the last byte.
    pub fn took(&self) -> Duration {
        self.received - self.sent
    }

    /// 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// 3xx.
    pub fn is_redirect(&self) -> bool {
        (300..400).contains(&self.status)
    }

    /// 5xx.
    pub fn is_server_error(&self) -> bool {
        self.status >= 500
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; `null` if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// A header's first value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// All `Set-Cookie` lines as they came.
    pub fn set_cookie_lines(&self) -> Vec<String> {
        let lines = self.headers.get_all(SET_COOKIE).iter();
        lines
            .map(|line| String::from_utf8_lossy(line.as_bytes()).into_owned())
            .collect()
    }

    /// All cookies it sets or removes.
    pub fn set_cookies(&self) -> Vec<SetCookie> {
        let lines = self.set_cookie_lines();
        lines.iter().filter_map(|line| SetCookie::parse(line)).collect()
    }

    /// Status and, where it is short, body: for observations.
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
