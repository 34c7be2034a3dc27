//! Finding products by name.

pub(crate) mod api;
pub(crate) mod page;
