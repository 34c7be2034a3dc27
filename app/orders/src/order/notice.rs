//! What the page of an order says once, after one of its forms.

use app_forms::Notice;
use app_kernel::path;
use serde::{Deserialize, Serialize};

/// Said on the page of an order, after one of its forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum OrderNotice {
    /// It was cancelled.
    Cancelled,
    /// It was received.
    Received,
    /// It has come too far, or not far enough.
    NotAllowed,
    /// Some of it can be bought again and is in the cart, some cannot.
    PartlyAgain {
        /// The number of products that are in the cart now.
        added: i64,
        /// The number of products that are not.
        left_out: i64,
    },
}

impl Notice for OrderNotice {
    const COOKIE: &'static str = "cfmall-order";
    const PAGE: &'static str = path::ORDERS;
}
