//! Finding products by name.

pub(crate) mod api;
pub(crate) mod model;
pub(crate) mod page;
#[cfg(feature = "ssr")]
pub(crate) mod server;
