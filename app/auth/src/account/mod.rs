//! The member's own page.

mod api;
pub(crate) mod page;
#[cfg(feature = "ssr")]
pub(crate) use api::Account;
