//! What a list says of a product.

use app_kernel::{Money, SkuId};
use serde::{Deserialize, Serialize};

/// A product in a list, in the visitor's language, represented by its cheapest variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// The variant the card leads to.
    pub sku: SkuId,
    /// Name of the product.
    pub name: String,
    /// One line of advertising.
    pub tagline: String,
    /// Path of the picture.
    pub picture: String,
    /// The lowest price of its variants.
    pub price: Money,
    /// Whether other variants cost more.
    pub has_dearer: bool,
    /// Whether any variant can be bought now.
    pub in_stock: bool,
}
