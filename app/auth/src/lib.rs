//! Accounts: who a member is, how one proves to be one, and where one has done so.
//!
//! Owns the schema `auth`. Only this crate logs anybody in; other services learn of it through the session.

mod account;
mod confirm;
#[cfg_attr(
    not(feature = "ssr"),
    expect(dead_code, reason = "the browser shows what the server found")
)]
mod domain;
mod login;
mod routes;
#[cfg(feature = "ssr")]
pub mod server;
mod sessions;

pub use login::password_field::PasswordField;
pub use routes::AuthRoutes;
