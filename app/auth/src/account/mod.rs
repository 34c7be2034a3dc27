//! The member's own page.

mod api;
mod appearance_form;
mod export_form;
pub(crate) mod model;
mod nickname_form;
pub(crate) mod notice;
pub(crate) mod page;
mod password_form;
pub(crate) use api::load_account;
