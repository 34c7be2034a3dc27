//! A product and its variants.

pub(crate) mod api;
pub(crate) mod model;
pub(crate) mod page;
#[cfg(feature = "ssr")]
pub(crate) mod server;
pub(crate) mod variant_picker;
