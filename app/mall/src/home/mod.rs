//! The front page.

pub(crate) mod api;
pub(crate) mod page;
