//! T9: one login for sites that share no parent domain.
//!
//! No cookie reaches two sites, so what travels is a code: the *authority* (认证中心), where the member is logged in, hands it to
//! the browser, the browser to the *site*, and the site exchanges it behind the browser's back for the member's name. From then on
//! the site has a session of its own. When the session at the authority ends, all sites are told. [`authority`] and [`site`] are
//! the two halves, each a [`Part`](app_part::Part) of a program of its own; [`toy`] is the course's way, with a token in the
//! address, and how it is stolen; [`deployment`] starts all of it on one machine.
//!
//! Protocol: RFC 6749 (code, client authentication), RFC 7636 (PKCE), RFC 9207 (`iss`), RFC 9700, and `OpenID Connect Back-Channel
//! Logout 1.0`. What is kept of them and what is not: `docs/decisions/0042-sso-by-a-code.md`.

pub mod authority;
mod back_channel;
pub mod deployment;
mod logout_token;
mod registration;
mod schema;
mod secret;
pub mod setting;
pub mod site;
pub mod toy;

pub use registration::Registration;
