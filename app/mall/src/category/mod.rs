//! Categories and the products in them.

pub(crate) mod api;
pub(crate) mod model;
pub(crate) mod page;
#[cfg(feature = "ssr")]
pub(crate) mod server;
pub(crate) mod trail;
