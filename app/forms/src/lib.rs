//! What every form of every domain needs.
//!
//! A form is posted to an axum handler and works without JavaScript. A browser is answered with 303 to a page, which shows
//! once what became of the form ([`Notice`]); a script that accepts JSON is answered with JSON and the proper status. Guests
//! are sent to the login and come back.

mod members_only;
mod notice;
pub mod server;

pub use members_only::members_only;
pub use notice::{Done, DoneTo, Notice, Told, Wrong, WrongBy, titled};
pub use server::{take, take_if};

/// The most characters of an account or a password that are worth reading: those of the longest e-mail address.
pub const FIELD_LENGTH: usize = 254;
