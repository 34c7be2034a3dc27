//! A product in a list: on the front page, in categories and in search results.

pub(crate) mod grid;
pub(crate) mod model;
pub(crate) mod server;
