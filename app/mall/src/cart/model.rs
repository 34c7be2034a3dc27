//! What the page of the cart shows.

use app_kernel::{Money, SkuId};
use serde::Serialize;

/// A visitor's cart, in their language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Cart {
    /// What is in it, the newest first.
    pub(crate) lines: Vec<Line>,
    /// Pieces of all lines.
    pub(crate) pieces: u32,
    /// Pieces of the lines that are ticked and can be bought.
    pub(crate) chosen: u32,
    /// What those cost.
    pub(crate) total: Option<Money>,
}

/// A variant in a cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Line {
    /// The variant.
    pub(crate) sku: SkuId,
    /// How many pieces of it.
    pub(crate) quantity: i32,
    /// The tick: whether the line is among what the visitor wants now.
    pub(crate) ticked: bool,
    /// The verdict of the shop: whether the line can be bought.
    pub(crate) availability: Availability,
    /// The variant in the catalogue; nothing if it was withdrawn.
    pub(crate) product: Option<LineProduct>,
}

/// What the catalogue says of a variant in a cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct LineProduct {
    /// Name of the product.
    pub(crate) name: String,
    /// The variant's value of each option.
    pub(crate) choice: Vec<String>,
    /// Path of the picture.
    pub(crate) picture: String,
    /// The price of one piece.
    pub(crate) price: Money,
    /// The price of one piece when it was added, if that was another one.
    pub(crate) price_before: Option<Money>,
}

/// Whether a line can be bought as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Availability {
    /// There is enough.
    Plenty,
    /// There is enough, and not much more: so many pieces.
    Few(i32),
    /// There are fewer pieces than the line wants: so many.
    Short(i32),
    /// There is none.
    SoldOut,
    /// The variant is not sold any more.
    Withdrawn,
}

/// Up to this stock a page says how many pieces are left.
const FEW_LEFT: i32 = 10;

impl Availability {
    /// Of a line that wants `quantity` pieces of a variant with this stock.
    pub(crate) const fn of(quantity: i32, stock: i32) -> Self {
        match stock {
            i32::MIN..=0 => Self::SoldOut,
            left if left < quantity => Self::Short(left),
            left @ 1..=FEW_LEFT => Self::Few(left),
            _ => Self::Plenty,
        }
    }

    /// Whether the line can be bought.
    pub(crate) const fn is_enough(self) -> bool {
        matches!(self, Self::Plenty | Self::Few(_))
    }
}

impl Line {
    /// What its pieces cost, if they can be bought.
    pub(crate) fn cost(&self) -> Option<Money> {
        let product = self.product.as_ref().filter(|_| self.availability.is_enough())?;
        let fen = product.price.fen().checked_mul(self.quantity.into())?;
        Some(Money::from_fen(fen))
    }
}

impl Cart {
    /// The cart with these lines.
    pub(crate) fn of(lines: Vec<Line>) -> Self {
        let count =
            |lines: &mut dyn Iterator<Item = &Line>| lines.map(|line| line.quantity.unsigned_abs()).sum();
        let is_chosen = |line: &&Line| line.ticked && line.availability.is_enough();
        let fen = lines
            .iter()
            .filter(is_chosen)
            .try_fold(0_i64, |sum, line| sum.checked_add(line.cost()?.fen()));
        Self {
            pieces: count(&mut lines.iter()),
            chosen: count(&mut lines.iter().filter(is_chosen)),
            total: fen.map(Money::from_fen),
            lines,
        }
    }

    /// Whether everything that can be bought is ticked.
    pub(crate) fn is_all_ticked(&self) -> bool {
        self.lines.iter().all(|line| line.ticked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(quantity: i32, stock: i32, ticked: bool, fen: i64) -> Line {
        Line {
            sku: SkuId(1),
            quantity,
            ticked,
            availability: Availability::of(quantity, stock),
            product: Some(LineProduct {
                name: String::new(),
                choice: Vec::new(),
                picture: String::new(),
                price: Money::from_fen(fen),
                price_before: None,
            }),
        }
    }

    #[test]
    fn the_total_is_of_what_is_ticked_and_can_be_bought() {
        let withdrawn = Line {
            availability: Availability::Withdrawn,
            product: None,
            ..line(5, 0, true, 1)
        };
        let cart = Cart::of(vec![
            line(2, 50, true, 10_050),
            line(1, 1, true, 99),
            line(3, 50, false, 1_000_000),
            line(3, 2, true, 1_000_000),
            line(1, 0, true, 1_000_000),
            withdrawn,
        ]);
        assert_eq!(cart.total, Some(Money::from_fen(20_199)));
        assert_eq!((cart.chosen, cart.pieces), (3, 15));
        assert!(!cart.is_all_ticked());
    }

    #[test]
    fn a_total_that_is_no_amount_is_none() {
        assert_eq!(Cart::of(vec![line(99, 99, true, i64::MAX)]).total, None);
        let half = i64::MAX / 2 + 1;
        assert_eq!(
            Cart::of(vec![line(1, 9, true, half), line(1, 9, true, half)]).total,
            None
        );
        assert_eq!(Cart::of(Vec::new()).total, Some(Money::from_fen(0)));
    }

    #[test]
    fn a_stock_is_told_when_it_matters() {
        for (quantity, stock, said) in [
            (1, 0, Availability::SoldOut),
            (1, 1, Availability::Few(1)),
            (10, 10, Availability::Few(10)),
            (11, 10, Availability::Short(10)),
            (1, 11, Availability::Plenty),
            (99, 40, Availability::Short(40)),
        ] {
            assert_eq!(Availability::of(quantity, stock), said, "{quantity} of {stock}");
        }
    }
}
