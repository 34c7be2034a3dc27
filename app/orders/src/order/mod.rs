//! Orders, and what becomes of them.

mod actions;
mod list_page;
mod model;
mod notice;
mod order_page;
mod server;
mod timeline;

use app_kernel::path;
use app_part::Page;
pub(crate) use list_page::unpaid_orders;
pub(crate) use server::endpoints;

/// The pages of this feature.
pub(crate) const PAGES: &[Page] = &[
    Page {
        path: path::ORDERS,
        content: || Box::pin(async { list_page::orders_page().await.into() }),
    },
    Page {
        path: "/orders/{number}",
        content: || Box::pin(async { order_page::order_page().await.into() }),
    },
];
