//! One request through the gateway, as it may be shown.

use diagnosis::evidence::{LookUp, Shown};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::{Mark, Visitor};

/// A request and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Its number in the scene, from 1.
    pub number: u64,
    /// The moment at which it arrived at the gateway.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// The time until the head of the answer, in milliseconds.
    pub took: u64,
    /// Who sent it.
    pub visitor: Visitor,
    /// The method.
    pub method: String,
    /// The host and port that the request named.
    pub host: String,
    /// The path, without the query.
    pub path: String,
    /// The copy that answered; `None` if the gateway did.
    pub copy: Option<String>,
    /// The cookies that arrived.
    pub cookies: Vec<CookieSeen>,
    /// What the copy looked up, if it told.
    pub look_up: Option<LookUp>,
    /// The status.
    pub status: u16,
    /// The `Set-Cookie` lines of the answer.
    pub set_cookies: Vec<SetCookieSeen>,
    /// Who the page takes the visitor for.
    pub shown: Shown,
    /// What the lab did to this request: the name of a fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// Where a script's or a frame's request is told apart: `Sec-Fetch-Dest`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination: Option<String>,
    /// The names of the cookies that arrived, or did not, against the expectation of the visitor's jar in the lab: the browser
    /// knows something that has not passed through the gateway.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unexpected: Vec<String>,
}

/// A cookie that arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CookieSeen {
    /// The name.
    pub name: String,
    /// The value, recognisable and nothing more.
    pub mark: Mark,
    /// Whether it is the session cookie of the scene.
    pub session: bool,
}

/// A `Set-Cookie` line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetCookieSeen {
    /// The name.
    pub name: String,
    /// The new value, recognisable and nothing more; `None` where the cookie is taken back.
    pub mark: Option<Mark>,
    /// The attributes as they were written: `Path=/; Secure; HttpOnly; SameSite=Lax`.
    pub attributes: String,
    /// Whether it is the session cookie of the scene.
    pub session: bool,
}
