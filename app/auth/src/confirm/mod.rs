//! The password again, before something sensitive.

pub(crate) mod notice;
pub(crate) mod page;
