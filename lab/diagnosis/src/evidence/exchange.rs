//! One request and its answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use url::Url;

use super::{LookUp, Service, Step};
use crate::jar::Context;

/// A request and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// What it is for.
    pub step: Step,
    /// The service that was asked.
    pub service: Service,
    /// The copy that answered, if copies can be told apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy: Option<String>,
    /// The moment of the answer, by the client's clock.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Which login's value it is about: 0 is that of the journey, others are throw-away logins.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub login: u32,
    /// The age of that login, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_ms: Option<u64>,
    /// The request.
    pub request: Request,
    /// The answer; absent if there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<Response>,
    /// What the service itself looked up for it (white box).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look_up: Option<LookUp>,
}

/// A request as it was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The address.
    pub url: Url,
    /// The circumstances.
    #[serde(default, skip_serializing_if = "is_typed")]
    pub context: Context,
    /// The cookies that went along, in order. Absent if nobody saw the request leave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cookies: Option<Vec<Pair>>,
    /// Who sent it.
    #[serde(default, skip_serializing_if = "is_browser")]
    pub via: Via,
    /// What is different about the client in [`Step::Vantage`]: `address` or `agent`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
}

/// Who sent a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Via {
    /// A browser, or what stands for one.
    #[default]
    Browser,
    /// One service asking another one.
    Service,
    /// A service that renders a page and asks its own or another API for it.
    Rendering,
}

/// A cookie in a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// The name.
    pub name: String,
    /// The value, or a stand-in of the same shape.
    pub value: String,
}

/// An answer as it arrived.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The `Set-Cookie` lines, as they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set_cookie: Vec<String>,
    /// What script wrote to `document.cookie` because of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub script_cookies: Vec<String>,
    /// Other headers, with names in lower case: `location`, `date`, `age`, `vary`, `cache-control`, `x-cache`,
    /// `cf-cache-status`, `retry-after`, `www-authenticate`, `clear-site-data`, `access-control-…`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// Who the answer takes the visitor for.
    #[serde(default)]
    pub shown: Shown,
    /// A digest of the page, if the recorder has taken out what differs each time. It counts only where two equal requests
    /// had the same one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// The time that it took, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub took_ms: Option<u64>,
    /// Where a token was found, if not in a cookie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<Token>,
    /// Whether the browser took it from its own cache (`cache`) or from a service worker (`service-worker`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

/// Who an answer takes the visitor for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shown {
    /// Logged in under this name.
    Member(String),
    /// Not logged in.
    Guest,
    /// The landmarks of neither were found.
    #[default]
    Unclear,
}

/// Where a token was found that is no cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Token {
    /// In the body, for script to keep.
    Body,
    /// In the address that follows.
    Url,
    /// Perhaps in the address that follows: a value there is like an id.
    Id,
}

impl Exchange {
    /// The name under which the answer takes the visitor for logged in.
    pub fn member(&self) -> Option<&str> {
        match &self.response.as_ref()?.shown {
            Shown::Member(name) => Some(name),
            Shown::Guest | Shown::Unclear => None,
        }
    }

    /// The status; 0 if there was no answer.
    pub fn status(&self) -> u16 {
        self.response.as_ref().map_or(0, |response| response.status)
    }

    /// A header of the answer.
    pub fn header(&self, name: &str) -> Option<&str> {
        let headers = &self.response.as_ref()?.headers;
        headers.get(name).map(String::as_str)
    }

    /// The `Set-Cookie` lines of the answer.
    pub fn set_cookie(&self) -> &[String] {
        self.response
            .as_ref()
            .map_or(&[], |response| &response.set_cookie)
    }

    /// The values that the request carried under a name.
    pub fn sent(&self, name: &str) -> Vec<&str> {
        let cookies = self.request.cookies.iter().flatten();
        cookies
            .filter(|pair| pair.name == name)
            .map(|pair| pair.value.as_str())
            .collect()
    }

    /// The number of bytes of the `Cookie` header that the request carried.
    pub fn cookie_bytes(&self) -> usize {
        let pairs = self.request.cookies.iter().flatten();
        let lengths = pairs.map(|pair| pair.name.len() + pair.value.len() + 3);
        lengths.sum::<usize>().saturating_sub(2)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

fn is_typed(context: &Context) -> bool {
    *context == Context::typed()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_browser(via: &Via) -> bool {
    *via == Via::Browser
}
