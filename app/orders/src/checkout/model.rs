//! What the checkout shows.

use app_kernel::{Money, SkuId};
use serde::{Deserialize, Serialize};

/// What somebody wants to buy: the ticked lines of their cart, or pieces of one variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Wanted {
    /// What is ticked in the cart.
    Cart,
    /// A number of pieces of one variant, past the cart.
    Now(SkuId, i32),
}

impl Wanted {
    /// The variant and the number of pieces, for a statement that takes nothing as the cart.
    pub(crate) fn columns(self) -> (Option<i64>, Option<i32>) {
        match self {
            Self::Cart => (None, None),
            Self::Now(sku, quantity) => (Some(sku.0), Some(quantity)),
        }
    }
}

/// A line of what is bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CheckoutLine {
    /// The variant.
    pub(crate) sku: SkuId,
    /// The number of pieces.
    pub(crate) quantity: i32,
    /// The name of the product; nothing if it was withdrawn.
    pub(crate) name: Option<String>,
    /// The variant's value of each option.
    pub(crate) choice: Vec<String>,
    /// The path of the picture.
    pub(crate) picture: Option<String>,
    /// The price of one piece.
    pub(crate) price: Money,
    /// The price of one piece when it was put into the cart, if that was another one.
    pub(crate) price_before: Option<Money>,
    /// The number of pieces there are.
    pub(crate) stock: i32,
}

impl CheckoutLine {
    /// Whether there are as many pieces as are wanted.
    pub(crate) fn is_enough(&self) -> bool {
        self.stock >= self.quantity
    }

    /// What its pieces cost.
    pub(crate) fn cost(&self) -> Money {
        Money::from_fen(self.price.fen().saturating_mul(self.quantity.into()))
    }
}

/// What is bought comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Total {
    /// The number of pieces.
    pub(crate) pieces: i64,
    /// The weight with wrapping, in grams.
    pub(crate) grams: i64,
    /// The price of the goods.
    pub(crate) goods: Money,
    /// The price of sending them.
    pub(crate) freight: Money,
    /// What differs as soon as anything of it does.
    pub(crate) fingerprint: String,
    /// The time, in seconds since 1970 by the database's clock.
    pub(crate) shown_at: i64,
}

impl Total {
    /// What is to be paid.
    pub(crate) fn sum(&self) -> Money {
        Money::from_fen(self.goods.fen().saturating_add(self.freight.fen()))
    }
}
