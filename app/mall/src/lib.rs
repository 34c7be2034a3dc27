//! The shop: what there is to buy, and how it is found. Owns the schema `mall`.
//!
//! Knows a visitor only by the session's viewer; contains no login code at all.
//!
//! Each feature has a folder: `page.rs` shows, `api.rs` declares the server functions, `model.rs` holds the types they
//! send, and `server/` answers: use cases in `mod.rs`, statements in `sql.rs`. `card`, `listing` and `price` are shared by
//! several features; the module `server` holds what all of them need on the server. Pages are made on the server alone; the browser gets
//! nothing but the islands, which are what is compiled without the feature `ssr`.

#[cfg(feature = "ssr")]
mod card;
mod cart;
#[cfg(feature = "ssr")]
mod category;
#[cfg(feature = "ssr")]
mod home;
#[cfg(feature = "ssr")]
mod listing;
#[cfg(feature = "ssr")]
mod pages;
mod price;
mod product;
#[cfg(feature = "ssr")]
mod search;
#[cfg(feature = "ssr")]
pub mod server;

#[cfg(feature = "ssr")]
pub use cart::page::CartMerged;
#[cfg(feature = "ssr")]
pub use price::{Price, PriceChange};
pub use product::variant_picker::VariantPicker;
