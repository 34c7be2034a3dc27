//! The shop: what there is to buy, and how it is found.
//!
//! Owns the schema `mall`. Knows a visitor only by the session's viewer; contains no login code at all.

mod card;
mod category;
mod home;
mod product;
mod routes;
mod search;
#[cfg(feature = "ssr")]
pub mod server;

pub use product::variant_picker::VariantPicker;
pub use routes::MallRoutes;
