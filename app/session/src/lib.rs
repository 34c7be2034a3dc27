//! Who is asking: the session stack, linked into every binary.
//!
//! The rest of the program sees three things only: the [`Viewer`](app_kernel::Viewer) that is resolved once per request
//! before anything is rendered, [`CurrentSession`] with its two verbs, and [`Sessions`], which is wrapped around a
//! router. What is stored, where and under which cookie is decided here and nowhere else.

mod clean_up;
mod config;
mod cookie;
mod current;
mod layer;
mod mark;
mod sealed;
mod store;
mod viewer;

pub use clean_up::{clean_up, delete_expired};
pub use config::{CookieScope, SessionConfig, StoreKind};
pub use current::{CurrentSession, StoreUnavailable};
pub use layer::Sessions;
pub use mark::SessionMark;
pub use viewer::viewer_endpoint;
