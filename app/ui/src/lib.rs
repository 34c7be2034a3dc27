//! Looks and words shared by both domains: the document, the frame around every page, icons, translations.
//!
//! No data access and no server function: what a page shows is given to it. Pages are made on the server; without the feature
//! `ssr` there is what islands need in the browser.

pub mod address;
#[cfg(feature = "ssr")]
pub mod asset;
pub mod cart_badge;
#[cfg(feature = "ssr")]
mod content;
#[cfg(feature = "ssr")]
pub mod error_page;
pub mod form;
#[cfg(feature = "ssr")]
mod head;
#[cfg(feature = "ssr")]
pub mod html;
#[cfg(feature = "ssr")]
pub mod icon;
#[cfg(feature = "ssr")]
mod islands;
#[cfg(feature = "ssr")]
mod layout;
#[cfg(feature = "ssr")]
mod outdated;
#[cfg(feature = "ssr")]
mod page_number;
#[cfg(feature = "ssr")]
pub mod pagination;
#[cfg(feature = "ssr")]
mod portrait;
#[cfg(feature = "ssr")]
pub mod public_fragment;
#[cfg(feature = "ssr")]
pub mod respond;
mod search_field;
#[cfg(feature = "ssr")]
mod visit;
#[cfg(feature = "ssr")]
pub mod words;

pub use search_field::{SearchField, SearchWords, Suggestion};

#[cfg(feature = "ssr")]
pub use {
    content::{Content, Piece},
    head::{Description, Head, NoIndex, PageHead, PageTitle, description},
    islands::Islands,
    layout::{LayoutFragments, document, own_name},
    outdated::Outdated,
    page_number::page_number,
    portrait::Portrait,
    visit::{Params, Site, Visit, parameter, provide_visit, query, show_cart_badge, visit, visit_of_request},
};
