//! A product and its variants.

#[cfg(feature = "ssr")]
pub(crate) mod api;
pub(crate) mod model;
#[cfg(feature = "ssr")]
pub(crate) mod page;
#[cfg(feature = "ssr")]
pub(crate) mod server;
pub(crate) mod variant_picker;
