//! A new account.

mod account_form;
mod countdown;
mod fields;
pub(crate) mod notice;
pub(crate) mod page;
mod phone_form;
