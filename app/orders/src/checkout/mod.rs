//! From the cart to the order.

mod confirmation;
mod line;
mod model;
mod notice;
mod page;
pub(crate) mod server;

use app_mall::server::with_merged_cart;
use app_part::Page;
pub(crate) use server::endpoints;

/// The pages of this feature.
pub(crate) const PAGES: &[Page] = &[Page {
    path: app_kernel::path::CHECKOUT,
    content: || Box::pin(with_merged_cart(async { page::checkout_page().await.into() })),
}];
