//! What every feature's server half works with, and what belongs to no single feature: seed data and pictures.

pub mod bilingual;
pub(crate) mod catalogue;
mod mall;
pub(crate) mod page;
mod part;
pub mod pictures;
pub mod read;
mod seed;
mod sitemap;

pub use crate::cart::server::{cookies::CartCookies, sweep_carts, with_merged_cart};
pub(crate) use mall::Mall;
pub use part::part;
pub use seed::seed;
