//! What became of a form of the cart.

use serde::{Deserialize, Serialize};

/// The most pieces of one variant in a cart.
#[cfg(feature = "ssr")]
pub(crate) const MOST_PIECES: i32 = 99;

/// The answer to a script that adds to a cart, as the island reads it: [`Added`], or a refusal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct AddAnswer {
    /// As in [`Added`].
    pub(crate) quantity: i32,
    /// As in [`Added`].
    pub(crate) pieces: u32,
    /// As in [`Added`].
    pub(crate) limited: bool,
    /// As in [`Added`].
    pub(crate) left: Option<i32>,
    /// The reason why nothing was added.
    pub(crate) error: Option<Refusal>,
}

/// What is in the cart after something was added.
#[cfg(feature = "ssr")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Added {
    /// Pieces of the variant.
    pub(crate) quantity: i32,
    /// Pieces of everything.
    pub(crate) pieces: u32,
    /// Whether fewer were added than asked for, because there are [`MOST_PIECES`] now.
    pub(crate) limited: bool,
    /// The pieces that are left, if the cart wants more than that. They stay in the cart and cannot be bought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) left: Option<i32>,
}

/// What is said of a line that wants more than is left: `words` with the pieces in the cart for `{n}`, and for `{left}` the others.
pub(crate) fn short(words: &str, quantity: i32, left: i32) -> String {
    words
        .replace("{n}", &quantity.to_string())
        .replace("{left}", &left.to_string())
}

/// The reason why a form of the cart changed nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Refusal {
    /// The quantity is no whole number between 1 and [`MOST_PIECES`].
    Quantity,
    /// No piece of the variant is left.
    SoldOut,
    /// A cart has a hundred lines at most.
    Full,
    /// No such variant, or not any more.
    Unknown,
    /// The cart has no such line, or not any more.
    NotInCart,
    /// The form was shown to a member, whose session has ended since.
    LoginNeeded,
}

#[cfg(feature = "ssr")]
impl Refusal {
    /// A word for scripts.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Quantity => "quantity",
            Self::SoldOut => "sold-out",
            Self::Full => "full",
            Self::Unknown => "unknown",
            Self::NotInCart => "not-in-cart",
            Self::LoginNeeded => "login-needed",
        }
    }

    /// The sentence for the visitor.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Quantity => "cart-error-quantity",
            Self::SoldOut => "cart-error-sold-out",
            Self::Full => "cart-error-full",
            Self::Unknown => "cart-error-unknown",
            Self::NotInCart => "cart-error-not-in-cart",
            Self::LoginNeeded => "cart-error-login-needed",
        }
    }

    /// The HTTP status for scripts.
    pub(crate) const fn status(self) -> axum::http::StatusCode {
        use axum::http::StatusCode;
        match self {
            Self::Quantity => StatusCode::UNPROCESSABLE_ENTITY,
            Self::SoldOut | Self::Full => StatusCode::CONFLICT,
            Self::Unknown | Self::NotInCart => StatusCode::NOT_FOUND,
            Self::LoginNeeded => StatusCode::UNAUTHORIZED,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_and_islands_read_the_same_words() {
        for refusal in [
            Refusal::Quantity,
            Refusal::SoldOut,
            Refusal::Full,
            Refusal::Unknown,
            Refusal::NotInCart,
            Refusal::LoginNeeded,
        ] {
            let json = serde_json::json!({ "error": refusal.code() });
            let read: AddAnswer = serde_json::from_value(json).expect("an answer");
            assert_eq!(read.error, Some(refusal));
        }
        let added = Added {
            quantity: 2,
            pieces: 3,
            limited: true,
            left: Some(1),
        };
        let json = serde_json::to_value(added).expect("JSON");
        let read: AddAnswer = serde_json::from_value(json).expect("an answer");
        let expected = AddAnswer {
            quantity: 2,
            pieces: 3,
            limited: true,
            left: Some(1),
            error: None,
        };
        assert_eq!(read, expected);
    }
}
