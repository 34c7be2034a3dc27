//! The member's own page.

mod api;
mod nickname_form;
pub(crate) mod notice;
pub(crate) mod page;
mod password_form;
#[cfg(feature = "ssr")]
pub(crate) use api::Account;
pub(crate) use api::load_account;
