//! What happened to the member's account.

pub(crate) mod entry;
mod line;
pub(crate) mod page;
