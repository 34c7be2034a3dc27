//! Accounts: who a member is, how one proves to be one, and where one has done so.
//!
//! Owns the schema `auth`. Only this crate logs anybody in; other services learn of it through the session. Pages are made on
//! the server; without the feature `ssr` there are the islands, which is what the browser gets.

#[cfg(feature = "ssr")]
mod account;
#[cfg(feature = "ssr")]
mod activity;
#[cfg(feature = "ssr")]
mod code_login;
#[cfg(feature = "ssr")]
mod codes;
#[cfg(feature = "ssr")]
mod confirm;
#[cfg(feature = "ssr")]
mod contact;
#[cfg(feature = "ssr")]
mod deletion;
#[cfg(feature = "ssr")]
mod domain;
mod login;
#[cfg(feature = "ssr")]
mod mailbox;
#[cfg(feature = "ssr")]
mod operators;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod passkeys;
#[cfg(feature = "ssr")]
mod password_reset;
#[cfg(feature = "ssr")]
mod registration;
#[cfg(feature = "ssr")]
pub mod server;
#[cfg(feature = "ssr")]
mod sessions;
#[cfg(feature = "ssr")]
mod social;

pub use login::password_field::PasswordField;
