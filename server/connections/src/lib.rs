//! A router over HTTP/1.1 connections that have limits: how many there are, how long one may be silent, and how slowly it
//! may read. What one client does must not cost the others.
//!
//! The protocol is hyper's; this crate decides which connection may live. Whoever is silent goes first: when there is no
//! room for a new connection, the one that has waited longest without a request under way is ended. Only when every
//! connection is at work is a new one turned away, and even then the addresses that an orchestrator asks are answered.

mod activity;
mod descriptors;
mod limits;
mod registry;
mod serve;
mod watched;

pub use limits::Limits;
pub use serve::serve;
