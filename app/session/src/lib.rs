//! Sessions that all copies of all services share: a session stack for axum on PostgreSQL.
//!
//! [`Sessions`] is the stack of one process. Its layer resolves who sent a request before any handler runs, and puts three
//! things into the request's extensions: the [`Viewer`], the [`CurrentSession`] with everything that can be done to it, and
//! the [`SessionMark`] for people who want to see which session answered. What is stored, where and under which cookie is
//! decided here and nowhere else; `docs/sessions.md` is the design.
//!
//! The crate knows nothing of the application around it and can be lifted into another one: the application's name is in
//! [`SessionConfig`], the tables come with it ([`MIGRATOR`]), and `examples/two_services.rs` is the smallest use of it.

mod backend;
mod client;
mod config;
mod cookie;
mod cookies;
mod current;
mod durations;
mod error;
mod limits;
mod listed_session;
mod mark;
mod middleware;
mod migrations;
mod partitions;
mod postgres;
mod proof;
mod statistics;
mod token;
mod viewer;

pub use backend::{Backend, Resolved};
pub use client::Client;
pub use config::{CookieScope, ScopeChange, SessionConfig};
pub use cookie::SessionCookie;
pub use current::{Change, CurrentSession, SessionHandle};
pub use durations::Distribution;
pub use error::SessionError;
pub use limits::{Lifetime, Limits, Renewal};
pub use listed_session::ListedSession;
pub use mark::SessionMark;
pub use middleware::{Sessions, resolve};
pub use migrations::MIGRATOR;
pub use partitions::partitioned;
pub use postgres::{Connector, end_sessions_of, has_standby, list_sessions_of, sweep};
pub use proof::Proof;
pub use statistics::{Found, Statistics};
pub use token::{Bucket, HashedId, Malformed, Token};
pub use viewer::{Member, Viewer, viewer_endpoint};
