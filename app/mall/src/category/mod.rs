//! Categories and what is in them.

pub(crate) mod api;
pub(crate) mod page;
pub(crate) mod trail;
