//! What the checkout says once, after its form.

use super::model::Wanted;
use app_forms::Notice;
use app_kernel::path;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

/// Said on the page of the checkout, after its form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CheckoutNotice {
    /// What was to be bought, by which it is told from the checkout in another tab; nothing if the form did not say.
    #[serde(default)]
    pub(crate) wanted: Option<Wanted>,
    /// The reason why nothing was ordered; nothing if only the address was changed.
    pub(crate) refusal: Option<Refusal>,
    /// The address that was chosen, whatever the page's own says.
    #[serde(default)]
    pub(crate) address: Option<i64>,
    /// The note as it was typed.
    pub(crate) note: String,
}

impl CheckoutNotice {
    /// Whether the notice belongs to the checkout of these goods, and not to one in another tab.
    pub(crate) fn is_about(&self, wanted: Wanted) -> bool {
        self.wanted.is_none_or(|own| own == wanted)
    }
}

impl Notice for CheckoutNotice {
    const COOKIE: &'static str = "cfmall-checkout";
    const PAGE: &'static str = path::CHECKOUT;
}

/// The reason why a checkout placed no order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Refusal {
    /// A price, a quantity, a stock or the freight is not what the member has seen.
    Changed,
    /// Nothing of it can be bought.
    Empty,
    /// The member has no such address.
    Address,
    /// The address is not what the member has seen.
    AddressChanged,
    /// The note is too long.
    Note,
    /// The confirmation is not one that this member was shown, or too old.
    Confirmation,
    /// The form does not say what is bought.
    Form,
    /// The member has as many unpaid orders as one may have.
    Unpaid,
}

impl Refusal {
    /// A word for scripts.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Empty => "empty",
            Self::Address => "address",
            Self::AddressChanged => "address-changed",
            Self::Note => "note",
            Self::Confirmation => "confirmation",
            Self::Form => "form",
            Self::Unpaid => "unpaid",
        }
    }

    /// The sentence for the member.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Changed => "checkout-error-changed",
            Self::Empty => "checkout-error-empty",
            Self::Address => "checkout-error-address",
            Self::AddressChanged => "checkout-error-address-changed",
            Self::Note => "checkout-error-note",
            Self::Confirmation => "checkout-error-confirmation",
            Self::Form => "checkout-error-form",
            Self::Unpaid => "checkout-error-unpaid",
        }
    }

    /// The HTTP status for scripts.
    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::Changed | Self::Empty | Self::AddressChanged | Self::Unpaid => StatusCode::CONFLICT,
            Self::Address | Self::Note | Self::Confirmation | Self::Form => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}
