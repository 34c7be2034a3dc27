//! The course's single sign-on, as it is taught and as it must not be built: a token in the address that is the session itself.
//!
//! It works at once and has every fault that [`authority`](crate::authority) and [`site`](crate::site) have not: any return address
//! is taken, the token is good for everybody who reads it, as often as they like and for ever, and no logout ends it. The
//! [`thief`] takes it in three ways. Everything here stands in a red frame, and the tokens open nothing but these pages.

mod authority;
mod page;
mod site;
mod thief;

pub use authority::authority;
pub use site::site;
pub use thief::thief;

/// `GET`: gives a token to whoever is logged in, and sends it to any address.
pub const AUTHORIZE: &str = "/sso/toy/authorize";
/// `GET`: who has this token.
pub const WHO: &str = "/api/sso/toy/who";
/// `GET`: the page whose address is the session.
pub const PAGE: &str = "/sso/toy";
