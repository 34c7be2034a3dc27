//! What every feature's server half works with, and what belongs to no single feature: seed data and pictures.

pub(crate) mod bilingual;
mod mall;
mod part;
mod pictures;
pub(crate) mod read;
mod seed;
mod sitemap;
mod stale_on_error;

pub(crate) use mall::Mall;
pub use part::part;
pub use seed::seed;
