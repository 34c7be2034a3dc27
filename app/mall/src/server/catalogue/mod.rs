//! The catalogue as this copy remembers it, and how it learns that it has changed (docs/decisions/0031).

mod follow;
mod metrics;
mod remembered;
mod version;

pub(crate) use follow::follow;
pub(crate) use metrics::CatalogueMetrics;
pub(crate) use remembered::{Known, Remembered, Weight};
pub(crate) use version::Version;
