//! `tower-sessions` as it is published, with a table or with this process's memory.
//!
//! Here a session says itself who it belongs to, the cookie's value is stored as it is, and changes are saved when the
//! response leaves.

mod backend;
mod format;
mod knowledge;
mod memory;
mod session;
mod store;

pub(crate) use backend::Published;
pub use format::Format;
