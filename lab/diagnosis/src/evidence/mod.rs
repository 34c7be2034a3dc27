//! Evidence: everything that was set, sent and said, as data that can be kept in a file.
//!
//! A recorded run is a list of [`Exchange`]s in the order in which they happened, with the [`Step`] that each is. Those of
//! the *journey* were made with one browser's cookies; all others are probes, each with cookies of its own, because a probe
//! can end a session. Nothing here is an opinion but [`Shown`], which the recorder reads from the page.

mod address;
mod exchange;
mod shape;
mod step;
mod white_box;

pub use address::{id_in, place};
pub use exchange::{Exchange, Pair, Request, Response, Shown, Token, Via};
pub use shape::{Shape, claims, is_encoded_uuid};
pub use step::{Probe, Service, Step};
pub use white_box::{Declared, Event, EventKind, Found, LookUp, StoreView};

use serde::{Deserialize, Serialize};

use crate::jar::Engine;

/// The version of this format. It changes when an older reader would misunderstand a newer run.
pub const VERSION: u32 = 1;

/// A recorded run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The version of the format: [`VERSION`].
    pub version: u32,
    /// Where the run comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// The engine whose rules the verdict is for.
    #[serde(default)]
    pub engine: Engine,
    /// The names of the cookies that carry the login, if the recorder knows them. Without them: those of the login that are
    /// `HttpOnly`, or else all of the login, but for what is called CSRF or XSRF.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub session_cookies: Vec<String>,
    /// All requests and their answers, in the order of the answers.
    #[serde(default)]
    pub exchanges: Vec<Exchange>,
    /// What happened besides: restarts, a browser that was closed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<Event>,
    /// What the store of each copy knows of the session, if the services tell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stores: Vec<StoreView>,
    /// The configuration of the services, as far as somebody has declared it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub declared: Vec<Declared>,
}

/// Where a run comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Real programs exchanged these messages.
    Recorded {
        /// The programs.
        from: String,
    },
    /// Somebody wrote it down.
    Constructed {
        /// The public case it follows.
        after: String,
    },
}

impl Default for Evidence {
    fn default() -> Self {
        Self {
            version: VERSION,
            origin: None,
            engine: Engine::default(),
            session_cookies: Vec::new(),
            exchanges: Vec::new(),
            events: Vec::new(),
            stores: Vec::new(),
            declared: Vec::new(),
        }
    }
}
