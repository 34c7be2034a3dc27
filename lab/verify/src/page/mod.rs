//! What a page shows: its text, its forms and links, and who it takes the visitor for.

mod digest;
mod form;
mod forms;
mod html;
mod landmark;
mod learn;
mod links;
mod nobody;
mod reader;
pub mod script;
mod shared;
#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests;
mod visible;
mod words;

pub use digest::digest;
pub use form::{Field, Form};
pub use forms::forms;
pub use html::{loads, meta, refresh, running, scripts};
pub use landmark::Landmark;
pub use learn::learn;
pub use links::{ahead, links};
pub use nobody::names_nobody;
pub use reader::{NAMELESS, Reader, Seen, has_login_form, leads_to_login, mark};
pub use shared::shared;
pub use visible::text;
use words::has;
pub use words::{ENTRANCES, EXITS, says};
