//! Looks and words shared by both domains: the document, the frame around every page, icons, translations.
//!
//! No data access and no server function: what a page shows is given to it.

pub mod address;
pub mod asset;
pub mod error_page;
pub mod icon;
mod islands;
#[cfg(feature = "ssr")]
mod layout;
pub mod loaded;
mod no_index;
mod outdated;
mod page_head;
pub mod pagination;
#[cfg(feature = "ssr")]
pub mod public_fragment;
pub mod respond;
mod title;
mod visit;
pub mod words;

pub use islands::Islands;
#[cfg(feature = "ssr")]
pub use layout::{LayoutFragments, frame::Frame, shell::shell};
pub use no_index::NoIndex;
pub use outdated::Outdated;
pub use page_head::PageHead;
pub use title::PageTitle;
pub use visit::{Site, Visit, provide_visit, visit, visit_of_request};
