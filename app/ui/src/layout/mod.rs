//! The document and what stands around every page.

mod footer;
pub mod frame;
mod masthead;
pub mod shell;
mod utility_bar;
