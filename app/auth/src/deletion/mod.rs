//! Deleting an account, and keeping it after all.

pub(crate) mod keep_page;
pub(crate) mod notice;
pub(crate) mod page;
pub(crate) mod panel;
