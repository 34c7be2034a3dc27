//! The HTML document and the frame around every page.

mod back_forward;
mod footer;
pub mod frame;
mod masthead;
pub mod shell;
mod utility_bar;
