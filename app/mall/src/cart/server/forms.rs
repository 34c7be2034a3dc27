//! The forms of the cart as they are sent, and what is read from them.

use crate::cart::{
    answer::{MOST_PIECES, Refusal},
    login::MEMBER,
};
use app_kernel::{SkuId, text::whole_number};
use serde::Deserialize;

/// A form about one variant. Whatever else is sent, such as a price, is not looked at.
#[derive(Deserialize)]
pub(super) struct LineForm {
    #[serde(default)]
    sku: String,
    #[serde(default)]
    quantity: String,
    ticked: Option<String>,
    shown_to: Option<String>,
    step: Option<String>,
}

impl LineForm {
    pub(super) fn sku(&self) -> Option<SkuId> {
        whole_number(&self.sku)?.parse().ok()
    }

    pub(super) fn quantity(&self) -> Result<i32, Refusal> {
        whole_number(&self.quantity)
            .and_then(|number| number.parse().ok())
            .filter(|quantity| (1..=MOST_PIECES).contains(quantity))
            .ok_or(Refusal::Quantity)
    }

    pub(super) fn ticked(&self) -> bool {
        self.ticked.as_deref() == Some("1")
    }

    /// The id of the control that has the focus again on the page that answers: a page without scripts is a new one, which would begin at its top. A
    /// step that leads to a limit cannot be made once more.
    pub(super) fn control(&self, sku: SkuId) -> String {
        let stepped = match (self.step.as_deref(), self.quantity()) {
            _ if self.ticked.is_some() => "tick",
            (Some("less"), Ok(2..)) | (Some("more"), Ok(MOST_PIECES)) => "less",
            (Some("less" | "more"), Ok(_)) => "more",
            _ => "quantity",
        };
        format!("{stepped}-{sku}")
    }

    /// Whether it was on a page that showed a member's cart.
    pub(super) fn was_shown_to_member(&self) -> bool {
        self.shown_to.as_deref() == Some(MEMBER)
    }

    /// The quantity as it was typed, as far as it is worth showing again.
    pub(super) fn typed(&self) -> String {
        self.quantity.chars().take(20).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quantity(typed: &str) -> Result<i32, Refusal> {
        LineForm {
            sku: String::new(),
            quantity: typed.to_owned(),
            ticked: None,
            shown_to: None,
            step: None,
        }
        .quantity()
    }

    #[test]
    fn the_control_has_the_focus_again_that_was_used_unless_it_cannot_be_any_more() {
        let control = |step: Option<&str>, quantity: &str| {
            let form = LineForm {
                sku: String::new(),
                quantity: quantity.to_owned(),
                ticked: None,
                shown_to: None,
                step: step.map(str::to_owned),
            };
            form.control(SkuId(7))
        };
        for (step, quantity, focused) in [
            (Some("more"), "2", "more-7"),
            (Some("more"), "99", "less-7"),
            (Some("less"), "2", "less-7"),
            (Some("less"), "1", "more-7"),
            (None, "5", "quantity-7"),
            (Some("x\r\ny"), "5", "quantity-7"),
        ] {
            assert_eq!(control(step, quantity), focused, "{step:?} to {quantity}");
        }
    }

    #[test]
    fn a_quantity_is_a_whole_number_from_1_to_99() {
        for (typed, number) in [
            ("1", 1),
            ("99", 99),
            (" 7 ", 7),
            ("１２", 12),
            ("007", 7),
            ("\u{200b}3", 3),
        ] {
            assert_eq!(quantity(typed), Ok(number), "{typed:?}");
        }
        for typed in [
            "",
            "0",
            "100",
            "-1",
            "−1",
            "+1",
            "1.5",
            "1e1",
            "1000000000",
            "99999999999999999999",
            "one",
            "两",
            "1 2",
            "٣",
            "🐼",
            "\0",
            "1\u{202e}2x",
        ] {
            assert_eq!(quantity(typed), Err(Refusal::Quantity), "{typed:?}");
        }
    }
}
