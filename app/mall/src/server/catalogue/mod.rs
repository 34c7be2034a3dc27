//! The catalogue as this copy remembers it, and how it learns that it has changed (docs/decisions/0031).

mod follow;
mod remembered;
mod version;

pub(crate) use follow::follow;
pub(crate) use remembered::{Known, Remembered, Weight};
pub(crate) use version::Version;
