//! A line of what is bought.

use super::model::CheckoutLine;
use app_kernel::{Money, path};
use app_mall::Price;
use app_ui::words::{t, t_with};
use leptos::prelude::*;

/// What is bought of one variant: picture, choice, pieces and what they cost; or why it is left out.
#[component]
pub(super) fn Line(
    /// The line.
    line: CheckoutLine,
) -> impl IntoView {
    let cost = line.cost();
    let sku = line.sku;
    let name = match line.name {
        Some(name) => name,
        None => t_with("cart-withdrawn-name", &[("number", &sku.to_string())]),
    };
    let is_sold = line.picture.is_some();
    let change = line
        .price_before
        .filter(|_| line.is_enough)
        .map(|before| price_change(before, line.price));
    let foot = if line.is_enough {
        view! {
            <p class="bought__pieces">{format!("{} × {}", line.price, line.quantity)}</p>
            <p class="bought__cost"><Price amount=cost /></p>
        }
        .into_any()
    } else {
        let key = if is_sold {
            "checkout-too-few"
        } else {
            "checkout-withdrawn"
        };
        view! { <p class="bought__hint">{t(key)}</p> }.into_any()
    };
    view! {
        <li class="bought" data-enough=line.is_enough.to_string()>
            <div class="bought__picture tile" aria-hidden="true">
                {line.picture.map(|picture| view! { <img src=picture alt="" width="200" height="200" decoding="async" /> })}
            </div>
            <div class="bought__product">
                <a class="bought__name" href=path::product(sku) translate="no" dir="auto">{name}</a>
                <p class="bought__choice" translate="no">{line.choice.join(" · ")}</p>
                {change}
            </div>
            {foot}
        </li>
    }
}

/// A price that is not the one at which the line was put into the cart.
fn price_change(before: Money, now: Money) -> impl IntoView {
    let difference = now.fen().abs_diff(before.fen());
    let amount = Money::from_fen(i64::try_from(difference).unwrap_or(i64::MAX)).to_string();
    let key = if now < before {
        "cart-price-fell"
    } else {
        "cart-price-rose"
    };
    view! { <p class="bought__change">{t_with(key, &[("amount", &amount)])}</p> }
}
