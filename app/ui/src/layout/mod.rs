//! The HTML document and the frame around every page.

mod back_forward;
mod footer;
mod fragments;
pub mod frame;
mod masthead;
pub mod shell;
mod utility_bar;

pub use fragments::LayoutFragments;
