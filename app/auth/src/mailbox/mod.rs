//! The messages that no phone gets.

pub(crate) mod page;
