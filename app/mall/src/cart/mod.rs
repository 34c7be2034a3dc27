//! The cart: of members, and of guests without a session.

pub(crate) mod add_form;
pub(crate) mod answer;
#[cfg(feature = "ssr")]
mod line;
#[cfg(feature = "ssr")]
mod login;
#[cfg(feature = "ssr")]
mod model;
#[cfg(feature = "ssr")]
pub(crate) mod notice;
#[cfg(feature = "ssr")]
pub(crate) mod page;
#[cfg(feature = "ssr")]
mod script;
#[cfg(feature = "ssr")]
pub(crate) mod server;
#[cfg(feature = "ssr")]
mod summary;
