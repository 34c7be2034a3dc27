//! A product in a list: on the front page, in categories and in search results.

pub(crate) mod grid;
pub(crate) mod model;
#[cfg(feature = "ssr")]
pub(crate) mod server;
