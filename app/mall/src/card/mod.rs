//! A product in a list: on the front page, in categories and in search results.

pub(crate) mod grid;
mod mark;
pub(crate) mod model;
pub(crate) mod server;
