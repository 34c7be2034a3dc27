//! Why a login gets lost between services, decided from evidence alone.
//!
//! [`jar`] is a browser's cookie jar that names the rule behind everything it does.

pub mod jar;
mod text;

pub use text::{Text, Words};
