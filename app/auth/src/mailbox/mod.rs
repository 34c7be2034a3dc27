//! The messages of a demonstration.

pub(crate) mod page;
