//! How an amount of money is shown, and a change of it.

use app_kernel::Money;
#[cfg(feature = "ssr")]
use app_ui::words::t_with;
use leptos::prelude::*;

/// An amount the way shops write it: large yuan, small fen.
#[component]
pub fn Price(
    /// The amount.
    amount: Money,
) -> impl IntoView {
    let text = amount.to_string();
    let (yuan, fen) = text
        .rsplit_once('.')
        .map(|(yuan, fen)| (yuan.to_owned(), format!(".{fen}")))
        .unwrap_or_default();
    view! {
        <span class="price" translate="no">{yuan}<span class="price__fen">{fen}</span></span>
    }
}

/// The difference between the price at which something was put into the cart and its price now.
#[cfg(feature = "ssr")]
#[component]
pub fn PriceChange(
    /// The price then.
    before: Money,
    /// The price now, another one.
    now: Money,
) -> impl IntoView {
    let difference = now.fen().abs_diff(before.fen());
    let amount = Money::from_fen(i64::try_from(difference).unwrap_or(i64::MAX)).to_string();
    let (key, class) = if now < before {
        ("cart-price-fell", "price-change price-change--good")
    } else {
        ("cart-price-rose", "price-change")
    };
    view! { <p class=class>{t_with(key, &[("amount", &amount)])}</p> }
}
