//! Logging in.

pub(crate) mod check_page;
pub(crate) mod notice;
pub(crate) mod page;
pub(crate) mod password_field;
mod remember;
