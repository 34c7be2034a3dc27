//! Who is asking: the session stack, linked into every binary.
//!
//! The rest of the program sees three things only: the [`Viewer`](app_kernel::Viewer) that is resolved once per request
//! before anything is rendered, [`CurrentSession`] with its verbs, and [`Sessions`], which is wrapped around a router.
//! What is stored, where and under which cookie is decided here and nowhere else. `docs/sessions.md` is the design.

mod client;
mod config;
mod cookie;
mod current;
mod error;
mod layer;
mod limits;
mod mark;
mod own;
pub mod probe;
mod sealed;
mod statistics;
mod stock;
mod token;
mod viewer;

pub use client::Client;
pub use config::{CookieScope, SessionConfig, StoreKind};
pub use current::CurrentSession;
pub use error::SessionError;
pub use layer::Sessions;
pub use limits::{Lifetime, Limits};
pub use mark::SessionMark;
pub use own::{HashedIds, ListedSession, end_sessions_of, sweep};
pub use statistics::{Found, Statistics};
pub use token::{HashedId, Malformed, Token};
pub use viewer::viewer_endpoint;
