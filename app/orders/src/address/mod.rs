//! Where things are sent to.

mod fields;
mod form;
mod form_page;
mod lines;
mod list_page;
mod model;
mod notice;
mod region;
mod script;
mod server;

use app_kernel::path;
use app_part::Page;
pub(crate) use lines::AddressLines;
pub(crate) use model::Address;
pub(crate) use server::{endpoints, own_addresses};

/// The pages of this feature.
pub(crate) const PAGES: &[Page] = &[
    Page {
        path: path::ADDRESSES,
        content: || Box::pin(async { list_page::addresses_page().await.into() }),
    },
    Page {
        path: path::ADDRESSES_NEW,
        content: || Box::pin(async { form_page::new_page().await.into() }),
    },
    Page {
        path: "/addresses/{id}",
        content: || Box::pin(async { form_page::change_page().await.into() }),
    },
];
