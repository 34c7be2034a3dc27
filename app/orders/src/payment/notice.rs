//! What a page of an order says once, after something was done about its payment.

use app_forms::Notice;
use app_kernel::path;
use serde::{Deserialize, Serialize};

/// Said on the page of an order, when the member comes back from whoever takes the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum PaymentNotice {
    /// The money has come.
    Paid,
    /// The money has come too late, and goes back.
    Late,
    /// The member did not pay, or the provider does not say so yet.
    NotPaid,
    /// There is nothing to be paid any more.
    NothingToPay,
    /// What the browser brought was not said by the provider.
    NotGenuine,
}

impl PaymentNotice {
    /// The sentence for the member.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Paid => "pay-done",
            Self::Late => "pay-late",
            Self::NotPaid => "pay-not-paid",
            Self::NothingToPay => "pay-nothing",
            Self::NotGenuine => "pay-not-genuine",
        }
    }

    /// Whether it is good news.
    pub(crate) const fn is_good(self) -> bool {
        matches!(self, Self::Paid)
    }
}

impl Notice for PaymentNotice {
    const COOKIE: &'static str = "cfmall-payment";
    const PAGE: &'static str = path::ORDERS;
}
