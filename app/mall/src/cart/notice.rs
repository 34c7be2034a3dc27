//! What the pages behind the cart's forms say once.

use super::answer::{Added, Refusal};
use app_forms::Notice;
use app_kernel::{SkuId, path};
use serde::{Deserialize, Serialize};

/// Said on the page of a product, after its form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum AddNotice {
    /// Pieces were added.
    Added(Added),
    /// None was added.
    Refused {
        /// The reason.
        refusal: Refusal,
        /// The quantity as it was typed.
        typed: String,
    },
}

impl Notice for AddNotice {
    const COOKIE: &'static str = "cfmall-added";
    const PAGE: &'static str = path::PRODUCTS;
}

/// Said on the page of the cart, after one of its forms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum CartNotice {
    /// A line was taken out; it can be put back.
    Removed {
        /// The variant.
        sku: SkuId,
        /// The pieces there were.
        quantity: i32,
        /// Whether the line was ticked.
        ticked: bool,
    },
    /// A line was put back.
    PutBack,
    /// Nothing was changed.
    Refused {
        /// The reason.
        refusal: Refusal,
        /// The line, if the form was one of a line.
        sku: Option<SkuId>,
        /// The quantity as it was typed.
        typed: String,
    },
}

impl Notice for CartNotice {
    const COOKIE: &'static str = "cfmall-cart-notice";
    const PAGE: &'static str = path::CART;
}
