//! A product and its variants.

pub(crate) mod api;
pub(crate) mod page;
pub(crate) mod variant_picker;
