//! `tower-sessions` as it is published, with the table or with this process's memory: for comparison and for the lesson.
//!
//! Here a session says itself who it belongs to, the cookie's value is stored as it is, and changes are saved when the
//! response leaves.

mod layer;
mod session;
mod store;

pub(crate) use layer::around;
pub(crate) use session::StockSession;
pub(crate) use store::Store;
