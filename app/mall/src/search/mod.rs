//! Finding products by name.

pub(crate) mod api;
pub(crate) mod model;
pub(crate) mod page;
pub(crate) mod server;
