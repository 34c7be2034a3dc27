//! What happened to an account.

pub(crate) mod entry;
pub(crate) mod line;
pub(crate) mod page;
