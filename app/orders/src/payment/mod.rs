//! Paying for an order.

pub(crate) mod demo;
mod notice;
mod page;
pub(crate) mod provider;
pub(crate) mod server;

use app_part::Page;
pub(crate) use notice::PaymentNotice;
pub(crate) use server::{endpoints, notices};

/// The pages of this feature.
pub(crate) const PAGES: &[Page] = &[Page {
    path: "/orders/{number}/pay",
    content: || Box::pin(async { page::pay_page().await.into() }),
}];
