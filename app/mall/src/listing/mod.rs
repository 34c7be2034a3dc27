//! Long lists of products that a visitor narrows down and sorts: categories and search results.

pub(crate) mod address;
pub(crate) mod chosen;
pub(crate) mod filter_form;
pub(crate) mod model;
mod price_field;
pub(crate) mod server;
pub(crate) mod view;
