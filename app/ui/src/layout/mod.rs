//! The HTML document and the frame around every page.

mod back_forward;
mod cart_link;
mod document;
mod footer;
mod fragments;
mod masthead;
mod search_field;
mod utility_bar;

pub use document::document;
pub use fragments::LayoutFragments;
pub use utility_bar::own_name;
