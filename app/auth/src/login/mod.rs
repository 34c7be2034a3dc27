//! Logging in.

#[cfg(feature = "ssr")]
pub(crate) mod check_page;
#[cfg(feature = "ssr")]
pub(crate) mod ended;
#[cfg(feature = "ssr")]
pub(crate) mod notice;
#[cfg(feature = "ssr")]
pub(crate) mod page;
pub(crate) mod password_field;
#[cfg(feature = "ssr")]
pub(crate) mod remember;
