//! Categories and the products in them.

pub(crate) mod api;
pub(crate) mod model;
pub(crate) mod page;
pub(crate) mod server;
pub(crate) mod trail;
