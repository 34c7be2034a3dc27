//! Accounts: who a member is, and how one proves to be one.
//!
//! Owns the schema `auth`. Only this crate logs anybody in; other services learn of it through the session.

mod account;
mod app;
mod login;
mod routes;
#[cfg(feature = "ssr")]
pub mod server;

pub use app::App;
pub use login::password_field::PasswordField;
pub use routes::AuthRoutes;
