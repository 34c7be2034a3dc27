//! What the page of an order says once, after one of its forms.

use app_forms::Notice;
use app_kernel::{SkuId, path};
use serde::{Deserialize, Serialize};

/// Said on the page of an order, after one of its forms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum OrderNotice {
    /// The order was cancelled.
    Cancelled,
    /// The order was received.
    Received,
    /// It has come too far for this, or not far enough.
    Refused(Change),
    /// Some of it can be bought again and is in the cart, some cannot.
    PartlyAgain {
        /// The number of products that are in the cart now.
        in_cart: usize,
        /// What is not, as much of it as a cookie holds.
        left_out: Vec<LeftOut>,
        /// The number of further products that are not.
        more: usize,
    },
}

impl OrderNotice {
    /// What is left out by name: a cookie does not hold a hundred.
    const NAMED: usize = 10;

    /// The notice of an order that was put into the cart again, but for something.
    pub(super) fn partly_again(in_cart: usize, mut left_out: Vec<LeftOut>) -> Self {
        let more = left_out.len().saturating_sub(Self::NAMED);
        left_out.truncate(Self::NAMED);
        Self::PartlyAgain {
            in_cart,
            left_out,
            more,
        }
    }
}

/// What a member wants to happen to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Change {
    /// It is cancelled.
    Cancel,
    /// It has arrived.
    Receive,
}

/// A variant that was not put into the cart again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LeftOut {
    /// The variant.
    pub(super) sku: SkuId,
    /// The reason.
    pub(super) why: Why,
}

/// Why a variant was not put into the cart again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Why {
    /// There is none of it.
    SoldOut,
    /// It is no longer sold.
    Withdrawn,
    /// The cart is full.
    NoRoom,
}

impl Why {
    /// The words for it.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::SoldOut => "order-again-sold-out",
            Self::Withdrawn => "order-again-withdrawn",
            Self::NoRoom => "order-again-no-room",
        }
    }
}

impl Notice for OrderNotice {
    const COOKIE: &'static str = "cfmall-order";
    const PAGE: &'static str = path::ORDERS;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_left_out_fit_into_a_cookie() {
        let left_out = vec![
            LeftOut {
                sku: SkuId(i64::MAX),
                why: Why::Withdrawn
            };
            100
        ];
        let notice = OrderNotice::partly_again(0, left_out);
        let json = serde_json::to_vec(&notice).expect("JSON");
        // In base64 a third more; see app_forms.
        assert!(json.len() * 4 / 3 < 2_048, "{}", json.len());
        let OrderNotice::PartlyAgain { left_out, more, .. } = notice else {
            panic!("{notice:?}");
        };
        assert_eq!((left_out.len(), more), (10, 90));
    }
}
